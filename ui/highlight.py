"""Matches as JavaScript counts them. Marking itself is done in components, by `marked` in components/parts.js."""

from collections.abc import Iterable

from search.results import Span


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
