import pytest

from domain.errors import WrongInput
from search.query import MAX_LENGTH, TextQuery, clauses, parse


@pytest.mark.parametrize(
    ("text", "words", "phrases"),
    [
        ("", "", ()),
        ("   \n", "", ()),
        ("unpaid bill", "unpaid bill", ()),
        ('"not working"', "", ("not working",)),
        ('the "not   working" one', "the one", ("not working",)),
        ('"a b" "c d" "a b"', "", ("a b", "c d")),
        ('a 6" pipe', "a 6 pipe", ()),
        ('"whole phrase" and "half', "and half", ("whole phrase",)),
        ('""', "", ()),
        ('" "', "", ()),
        ("“curly quotes” „gut so“ «bien sûr»", "", ("curly quotes", "gut so", "bien sûr")),
        ("a AND b OR (c) NOT d* field:x -y +z ~2 /r/ \\", "a AND b OR (c) NOT d* field:x -y +z ~2 /r/ \\", ()),
        ("it's", "it's", ()),
    ],
)
def test_parse(text: str, words: str, phrases: tuple[str, ...]) -> None:
    assert parse(text) == TextQuery(words, phrases)


def test_too_long_is_said() -> None:
    assert parse("x" * MAX_LENGTH)
    with pytest.raises(WrongInput, match="1,000"):
        parse("x" * (MAX_LENGTH + 1))


def test_punctuation_is_ignored_only_beside_words() -> None:
    assert [c for c in clauses(parse('hello "?!"')) if '"all"' in str(c).replace("'", '"')] == [
        {"match_phrase": {"text.exact": {"query": "?!", "zero_terms_query": "all"}}}
    ]
    assert clauses(parse("?!")) == [{"match": {"text": {"query": "?!", "operator": "and", "zero_terms_query": "none"}}}]
