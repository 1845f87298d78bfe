"""Every part of a search has an English sentence."""

import pytest

from search.query import parse
from search.query.sentences import is_plain, sentences


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ()),
        ("bill", ("the word bill",)),
        ('unpaid bill "not working"', ("all of the words unpaid bill", "exactly “not working”")),
        ("refund* recieve~", ("a word that begins with refund", "recieve, or with one letter off")),
        ('"refund order"~1', ("“refund order” within 1 place",)),
        ("a OR (b c*)", ("the word a or (the word b and a word that begins with c)",)),
        ("-late customer:(a OR b)", ("not the word late", "said by the customer: the word a or the word b")),
        ("-(a OR b)", ("not (the word a or the word b)",)),
        ("a THEN/3 agent:b", ("the word a, then within 3 turns said by an AI agent: the word b",)),
        ("a AND/1 b", ("the word a, within 1 turn of the word b",)),
        ("in:hotel channel:voice by:ivo", ("in the campaign hotel", "by Call", "handled by ivo")),
        ("on:2024-02 after:2024-05-31", ("sent 2024-02-01 to 2024-02-29", "sent after 2024-05-31")),
        ("param.x:7 result.Outcome:*", ("with the parameter x being 7", "with any result Outcome")),
        ("has:audio is:active", ("in a conversation with a recording", "in a conversation that goes on")),
        ("is:closed", ("in a conversation that has ended",)),
    ],
)
def test_sentences(text, told):
    assert sentences(parse(text)) == told


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("", True),
        ('a "b c"', True),
        ("a OR b", False),
        ("-a", False),
        ("a*", False),
        ("in:x", False),
        ('"a b"~2', False),
    ],
)
def test_words_and_phrases_need_none(text, plain):
    assert is_plain(parse(text)) is plain
