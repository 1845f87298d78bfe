"""The language of searches: what is typed -> a tree, and what is told of the rest. No text fails."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import WrongInput
from search.query import MAX_LENGTH, clauses, parse
from search.query.nodes import Beginning, Every, Not, Phrase, Said, Turns, Typo, Where, Words


def every(*parts):
    return Every(parts)


def either(*parts):
    return Every(parts, any=True)


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("", None),
        ("   \n", None),
        ("unpaid bill", Words("unpaid bill")),
        ("unpaid AND bill", Words("unpaid bill")),
        ('"not working"', Phrase("not working")),
        ('the "not   working" one', every(Words("the"), Phrase("not working"), Words("one"))),
        ('"a b" "c d" "a b"', every(Phrase("a b"), Phrase("c d"))),
        ('""', None),
        ('" " x', Words("x")),
        ("“curly quotes” «bien sûr»", every(Phrase("curly quotes"), Phrase("bien sûr"))),
        ('"refund order"~3', Phrase("refund order", 3)),
        ("it's e-mail http://x.y 10:30", Words("it's e-mail http://x.y 10:30")),
        ("refund* ord~ odr~1", every(Beginning("refund"), Typo("ord"), Typo("odr"))),
        ("*x a*b x~2", Words("*x a*b x~2")),
        ("a OR b c", either(Words("a"), Words("b c"))),
        ("(a OR b) c", every(either(Words("a"), Words("b")), Words("c"))),
        ("a or b NOT c", Words("a or b NOT c")),
        ("late -paid", every(Words("late"), Not(Words("paid")))),
        ('-"not paid"', Not(Phrase("not paid"))),
        ("-(a OR b)", Not(either(Words("a"), Words("b")))),
        ("((a)) (b (c))", Words("a b c")),
        ("customer:cancel", Said("customer", Words("cancel"))),
        ("Agent:(a OR b*)", Said("agent", either(Words("a"), Beginning("b")))),
        ('operator:"not able" x', every(Said("operator", Phrase("not able")), Words("x"))),
        ('in:"Spring sale" channel:E-mail', every(Where("in", "Spring sale"), Where("channel", "E-mail"))),
        ("on:2024-05 -by:ivo", every(Where("on", "2024-05"), Not(Where("by", "ivo")))),
        ('RESULT.Outcome:"sold out" param.x-1:7', every(Where("result.Outcome", "sold out"), Where("param.x-1", "7"))),
        ("a THEN/3 b c AND/5 d", Turns((Words("a"), Words("b c"), Words("d")), ((True, 3), (False, 5)))),
        ("(x THEN/1 y) OR z", either(Turns((Words("x"), Words("y")), ((True, 1),)), Words("z"))),
        ('a THEN/3 "" AND/2 b', Turns((Words("a"), Words("b")), ((False, 2),))),
        ("a THEN/ b THEN/300", Words("a THEN/ b THEN/300")),
        ("is:ACTIVE has:audio", every(Where("is", "ACTIVE"), Where("has", "audio"))),
    ],
)
def test_what_is_understood(text, root):
    query = parse(text)
    assert query.root == root
    assert query.problems == ()
    assert bool(query) is (root is not None)


@pytest.mark.parametrize(
    ("text", "root", "told"),
    [
        ('a 6" pipe', Words("a 6 pipe"), [('"', "no partner")]),
        ("(a b", Words("a b"), [("(", "no partner")]),
        ("a) b", Words("a b"), [(")", "no partner")]),
        ("a () (()) b", Words("a b"), []),
        ("OR a OR", Words("a"), [("OR", "both sides"), ("OR", "both sides")]),
        ("a OR OR b", either(Words("a"), Words("b")), [("OR", "both sides")]),
        ("(a OR) b", Words("a b"), [("OR", "both sides")]),
        ("THEN/2 a", Words("a"), [("THEN/2", "both sides")]),
        ("a AND/2 OR b", either(Words("a"), Words("b")), [("AND/2", "both sides")]),
        ("in:", None, [("in:", "name of a campaign")]),
        ("customer: ", None, [("customer:", "what was said")]),
        ("x customer:()", Words("x"), [("customer:", "what was said")]),
        ("agent:-x", Not(Words("x")), [("agent:", "what was said")]),
        ("channel:fax x", Words("x"), [("channel:fax", "no channel “fax”")]),
        ("before:2024-13 OR x", Words("x"), [("before:2024-13", "day that exists"), ("OR", "both sides")]),
        ('x on:"31 May"', Words("x"), [('on:"31 May"', "day that exists")]),
        ("has:wings is:late", None, [("has:wings", "results or audio"), ("is:late", "active or closed")]),
        ("(" * 10 + "a" + ")" * 10, Words("a"), [("(", "8 deep"), ("(", "8 deep")]),
        ("x -", Words("x -"), []),
    ],
)
def test_what_is_not_understood_is_told_and_the_rest_is_searched(text, root, told):
    query = parse(text)
    assert query.root == root
    assert [text[problem.start : problem.end] for problem in query.problems] == [part for part, _ in told]
    for problem, (_, sentence) in zip(query.problems, told, strict=True):
        assert sentence in problem.sentence


PIECES = st.sampled_from(
    [
        "a",
        "bill",
        '"',
        "“",
        "(",
        ")",
        "OR",
        "AND",
        "-",
        "--",
        "*",
        "~",
        "~3",
        '"a',
        'b"',
        '"a',
        'b"~2',
        "x*",
        "y~",
        "customer:",
        "agent:",
        "in:",
        "on:",
        "2024-05",
        "0000",
        "param.:",
        "param.a.b:\n",
        "",
        "",
        "",
        "result.x:",
        "is:",
        "has:",
        "\x00",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join) | st.lists(PIECES, max_size=40).map(" ".join) | st.text(max_size=80))
def test_no_text_fails(text):
    query = parse(text)
    assert all(0 <= problem.start < problem.end <= len(text) for problem in query.problems)


def test_too_long_is_said():
    assert parse("x" * MAX_LENGTH)
    with pytest.raises(WrongInput, match="1,000"):
        parse("x" * (MAX_LENGTH + 1))


def test_punctuation_is_ignored_only_beside_words():
    assert clauses(parse('hello "?!"'))[1:] == [
        {"match_phrase": {"text.exact": {"query": "?!", "zero_terms_query": "all"}}}
    ]
    assert clauses(parse("?!")) == [{"match": {"text": {"query": "?!", "operator": "and", "zero_terms_query": "none"}}}]
