"""Marked text: spans (code points, end exclusive, in order) -> pieces, escaped HTML, or UTF-16 positions."""

from collections.abc import Iterable
from html import escape

from search.results import Span


def pieces(text: str, spans: Iterable[Span]) -> list[tuple[str, bool]]:
    """The text cut at its spans: (piece, is a match), in order, nothing empty, nothing lost."""
    cut: list[tuple[str, bool]] = []
    done = 0
    for start, end in spans:
        start, end = max(start, done), min(end, len(text))
        if start >= end:
            continue
        if start > done:
            cut.append((text[done:start], False))
        cut.append((text[start:end], True))
        done = end
    if done < len(text):
        cut.append((text[done:], False))
    return cut


def marked_html(text: str, spans: Iterable[Span]) -> str:
    """Escaped HTML with <mark> around each match."""
    return "".join(f"<mark>{escape(piece)}</mark>" if match else escape(piece) for piece, match in pieces(text, spans))


def utf16(text: str, spans: Iterable[Span]) -> list[list[int]]:
    """The spans in UTF-16 units, as JavaScript counts: a character beyond U+FFFF (an emoji) counts twice."""
    if text.isascii():
        return [[start, end] for start, end in spans]
    moved: list[list[int]] = []
    done = units = 0
    for span in spans:
        pair = []
        for point in span:
            units += len(text[done:point].encode("utf-16-le", "surrogatepass")) // 2
            done = point
            pair.append(units)
        moved.append(pair)
    return moved
