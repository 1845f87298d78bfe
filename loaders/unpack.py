"""Unpacking gzip as a stream, with everything that stands before damage."""

import zlib
from collections.abc import Iterator

CHUNK_BYTES = 1 << 20
_CORRUPT = "The .gz file is damaged: what follows is lost, and rows shortly before may be wrong too; fetch it again."
"""Corrupt bytes can go unnoticed for a while, until they make no sense or the checksum is wrong."""


class Damage(Exception):
    """The input ends here although it should not. The text is a sentence for people."""


def unpacked(raw: Iterator[bytes]) -> Iterator[bytes]:
    """Unpack gzip members one after the other. On corrupt bytes, what stands before them comes out first."""
    member = zlib.decompressobj(wbits=31)
    begun = False
    for chunk in raw:
        while chunk:
            if not begun:
                chunk = chunk.lstrip(b"\0")  # padding between and behind members
                if not chunk:
                    break
            begun = True
            before = member.copy()
            try:
                out = member.decompress(chunk, CHUNK_BYTES)
            except zlib.error:
                yield from _until_error(before, chunk)
                raise Damage(_CORRUPT) from None
            if out:
                yield out
            chunk = member.unused_data if member.eof else member.unconsumed_tail
            if member.eof:
                member, begun = zlib.decompressobj(wbits=31), False
    if begun:
        rest = member.flush()
        if rest:
            yield rest
        if not member.eof:
            raise Damage("The .gz file ends too early: the rest is missing; fetch it again.")


def _until_error(member: "zlib._Decompress", chunk: bytes) -> Iterator[bytes]:
    """What can still be unpacked of a chunk with corrupt bytes in it, found by feeding it byte by byte."""
    try:
        for at in range(len(chunk)):
            out = member.decompress(chunk[at : at + 1])
            if out:
                yield out
    except zlib.error:
        return
