import pytest

from search.highlight import _CLOSE, _OPEN, join_phrases, merge, spans
from search.query import parse


def mark(text: str) -> str:
    return text.replace("[", _OPEN).replace("]", _CLOSE)


@pytest.mark.parametrize(
    ("found", "merged"),
    [
        ([], ()),
        ([(5, 8), (0, 3)], ((0, 3), (5, 8))),
        ([(0, 3), (2, 8)], ((0, 8),)),
        ([(0, 3), (3, 8)], ((0, 8),)),
        ([(0, 9), (2, 4)], ((0, 9),)),
    ],
)
def test_merge(found: list[tuple[int, int]], merged: tuple[tuple[int, int], ...]) -> None:
    assert merge(found) == merged


@pytest.mark.parametrize(
    ("query", "marked", "found"),
    [
        ('"not working"', "it is [not] - [working]!", ["not - working"]),
        ('"no no"', "[no], [no], [no]: yes", ["no, no, no"]),
        ('"very"', "[very] [very] nice", ["very", "very"]),
        ('"a b" "c d"', "[a] [b] [c] [d]", ["a b", "c d"]),
        ('"a b" "a b c"', "[a] [b] [c], [a] [b]", ["a b c", "a b"]),
        ('"cafe creme"', "un [Café] [CRÈME]", ["Café CRÈME"]),
        ('"東京都"', "[東][京][都]", ["東京都"]),
        ('"don’t go"', "[don't] [go]", ["don't go"]),
        ('"good 👍"', "[good] [👍] [good]", ["good 👍", "good"]),
    ],
)
def test_words_of_a_phrase_are_one_span(query: str, marked: str, found: list[str]) -> None:
    text = marked.replace("[", "").replace("]", "")
    positions = spans(text, {"text.exact": [mark(marked)]}, parse(query))
    assert [text[start:end] for start, end in positions] == found


def test_words_and_phrases_are_united() -> None:
    text = "my bill is not paid"
    marked = {"text": [mark("my [bill] is [not] paid")], "text.exact": [mark("my bill is [not] [paid]")]}
    assert spans(text, marked, parse('bill not "not paid"')) == ((3, 7), (11, 19))


def test_a_marked_text_that_is_not_the_stored_one_marks_nothing() -> None:
    assert spans("other text", {"text": [mark("some [text]")]}, parse("text")) == ()
    assert spans(f"a {_OPEN}b", {"text": [mark(f"[a] {_OPEN}b")]}, parse("a")) == ()


def test_ends_that_the_engine_trims() -> None:
    assert spans("\n word \u2029", {"text": [mark("[word]")]}, parse("word")) == ((2, 6),)
    assert spans("a word", {"text": [mark("[word]")]}, parse("word")) == ()


def test_positions_are_code_points() -> None:
    text = "👨‍👩‍👧 𝒳 word"
    assert [text[a:b] for a, b in spans(text, {"text": [mark("👨‍👩‍👧 𝒳 [word]")]}, parse("word"))] == ["word"]


def test_join_keeps_what_spells_no_phrase() -> None:
    assert join_phrases("a x b", [(0, 1), (4, 5)], ("a b",)) == [(0, 1), (4, 5)]
    assert join_phrases("b a", [(0, 1), (2, 3)], ("a b",)) == [(0, 1), (2, 3)]
