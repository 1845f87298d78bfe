"""Which encoding a text is in: Unicode if it can be, else a code page of some language."""

import codecs
from collections.abc import Iterable

from charset_normalizer import from_bytes

from loaders.alphabets import LATIN, explained

_MARKS = (  # UTF-32 before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CODE_PAGES = [
    *("cp1252", "cp1251", "cp1250", "cp1254", "cp1257", "cp1253", "cp1255", "cp1256", "cp1258"),
    *("koi8_r", "cp866", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"),
]
"""What spreadsheets and old systems write, the likelier first. Asked about more, the detector finds rare ones."""
SAMPLE_BYTES = 64 << 10
_FEW = 3


def wide_encoding(head: bytes) -> str | None:
    """The UTF-16 or UTF-32 that a text beginning so is in, by its mark or by where its zero bytes stand; else None."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    even, odd = head[0:4096:2], head[1:4096:2]
    if len(odd) < 4:
        return None
    low, high = even.count(0) / len(even), odd.count(0) / len(odd)
    narrow = sum(32 <= one < 127 and 32 <= other < 127 for one, other in zip(even, odd, strict=False)) / len(odd)
    if max(low, high) > 0.05 and min(low, high) < 0.02 and narrow < 0.3:
        return "utf-16-le" if high > low else "utf-16-be"
    return None


def text_encoding(chunks: Iterable[bytes], wide: str | None) -> str:
    """The encoding of a text (a Python codec name), given its bytes and what `wide_encoding` says of its head.

    Lines with non-ASCII bytes are collected, from as far down as needed. If most are UTF-8 it is UTF-8, and the
    others are damaged. Raises whatever the chunks raise.
    """
    if wide:
        return wide
    sample = _foreign_lines(chunks)
    good = sum(map(_is_utf8, sample))
    if 2 * good >= len(sample):
        return "utf-8"
    return _code_page(b"\n".join(sample))


def _code_page(sample: bytes) -> str:
    """The code page in which the sample is least chaotic and most like a language: of equals, the best explained.

    A byte or two prove no other script, and what no language explains is no text: that is damaged UTF-8.
    """
    few = sum(byte > 127 for byte in sample) <= _FEW
    pages = list(LATIN) if few else _CODE_PAGES
    found = from_bytes(sample, cp_isolation=pages, enable_fallback=False)
    chaos = min((it.chaos for it in found), default=0) + 0.05
    coherence = max((it.coherence for it in found), default=0) - 0.15
    merit: dict[str, float] = {}
    for it in found:
        if it.chaos <= chaos and it.coherence >= coherence:
            for name in set(pages).intersection(it.could_be_from_charset):
                share = explained(str(it), name)
                if share == 1 or not few:
                    merit[name] = it.coherence + share
    if not merit:  # found in nothing, as when one word comes again and again
        shares = {name: explained(sample.decode(name, "replace"), name) for name in pages}
        merit = {name: share for name, share in shares.items() if share > 0.9}
    return max((name for name in pages if name in merit), key=merit.__getitem__, default="utf-8")


def _foreign_lines(chunks: Iterable[bytes]) -> list[bytes]:
    found: list[bytes] = []
    size = 0
    rest = b""
    for chunk in chunks:
        if chunk.isascii() and rest.isascii():
            rest = chunk[chunk.rfind(b"\n") + 1 :][-1000:]
            continue
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            if not line.isascii():
                found.append(line[:SAMPLE_BYTES])
                size += len(found[-1])
                if size > SAMPLE_BYTES:
                    return found
        if len(rest) > SAMPLE_BYTES:
            found.append(rest)
            return found
    if not rest.isascii():
        found.append(rest)
    return found


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
