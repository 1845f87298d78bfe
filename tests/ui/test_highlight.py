"""Spans in UTF-16 units: whatever the text, the same characters are marked."""

from hypothesis import given
from hypothesis import strategies as st

from search.results import Span
from ui.highlight import utf16


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(st.text(max_size=40))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    return text, list(zip(cuts[::2], cuts[1::2], strict=False))


def marked(text: str, spans: list[Span]) -> list[str]:
    """What JavaScript's slice would mark."""
    units = text.encode("utf-16-le", "surrogatepass")
    return [units[2 * start : 2 * end].decode("utf-16-le", "surrogatepass") for start, end in utf16(text, spans)]


def test_emoji_count_twice() -> None:
    text = "🐶 pets 👩‍👩‍👧 pets"
    first, second = text.index("pets"), text.rindex("pets")
    assert marked(text, [(first, first + 4), (second, second + 4)]) == ["pets", "pets"]
    assert utf16(text, [(first, first + 4)]) == [[3, 7]]


@given(texts_with_spans())
def test_the_same_text_is_marked(given: tuple[str, list[Span]]) -> None:
    text, spans = given
    assert marked(text, spans) == [text[start:end] for start, end in spans]
