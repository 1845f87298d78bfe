"""Spans -> pieces, HTML, UTF-16: nothing lost, nothing taken for markup."""

from hypothesis import given
from hypothesis import strategies as st

from search.results import Span
from ui.highlight import marked_html, pieces, utf16


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(st.text(max_size=40))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    return text, list(zip(cuts[::2], cuts[1::2], strict=False))


def test_user_text_is_escaped() -> None:
    assert marked_html('<b a="1">&', [(0, 3)]) == "<mark>&lt;b </mark>a=&quot;1&quot;&gt;&amp;"


def test_emoji_count_twice() -> None:
    text = "🐶 pets 👩‍👩‍👧 pets"
    first, second = text.index("pets"), text.rindex("pets")
    spans = utf16(text, [(first, first + 4), (second, second + 4)])
    units = text.encode("utf-16-le")
    assert [units[2 * start : 2 * end].decode("utf-16-le") for start, end in spans] == ["pets", "pets"]


@given(texts_with_spans())
def test_pieces_are_the_whole_text(given: tuple[str, list[Span]]) -> None:
    text, spans = given
    cut = pieces(text, spans)
    assert "".join(piece for piece, _ in cut) == text
    assert [piece for piece, match in cut if match] == [text[start:end] for start, end in spans]


@given(texts_with_spans())
def test_utf16_marks_the_same_text(given: tuple[str, list[Span]]) -> None:
    text, spans = given
    units = text.encode("utf-16-le", "surrogatepass")
    moved = [units[2 * start : 2 * end].decode("utf-16-le", "surrogatepass") for start, end in utf16(text, spans)]
    assert moved == [text[start:end] for start, end in spans]


def test_spans_beyond_the_text_do_no_harm() -> None:
    assert pieces("short", [(3, 99), (100, 120)]) == [("sho", False), ("rt", True)]
