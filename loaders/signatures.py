"""What a file really is, whatever its name says: told from its first bytes."""

from loaders.encoding import wide_encoding

_WORKBOOK = "Save it as CSV (UTF-8) and load that."
_ARCHIVE = "Unpack it and load what is inside."
_TEXT = "Load a CSV, a conversation log (JSON Lines) or agent definitions (JSON)."

_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook or another Office file (.xls, .doc)", _WORKBOOK),
    (b"%PDF-", "a PDF document", _TEXT),
    (b"\x89PNG\r\n", "a picture (PNG)", _TEXT),
    (b"\xff\xd8\xff", "a picture (JPEG)", _TEXT),
    (b"GIF8", "a picture (GIF)", _TEXT),
    (b"RIFF", "a sound or video recording", _TEXT),
    (b"ID3", "a sound recording (MP3)", _TEXT),
    (b"OggS", "a sound recording (Ogg)", _TEXT),
    (b"\x1f\x8b", "compressed twice (gzip in gzip)", _ARCHIVE),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", _ARCHIVE),
    (b"\xfd7zXZ\x00", "an XZ archive", _ARCHIVE),
    (b"BZh", "a bzip2 archive", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _ARCHIVE),
    (b"Rar!\x1a\x07", "a RAR archive", _ARCHIVE),
    (b"SQLite format 3\x00", "a SQLite database", "Export its table as CSV and load that."),
    (b"PAR1", "a Parquet table", _WORKBOOK),
    (b"{\\rtf", "a formatted document (RTF)", _TEXT),
)
_MARKUP = {b"<!doctype html": "a web page (HTML)", b"<html": "a web page (HTML)", b"<table": "a web page (HTML)"}
_CONTROLS = bytes({*range(32)} - {9, 10, 12, 13, 27})
_FEW_CONTROLS = 16
"""So many control characters may stand in the beginning of a text; each is a matter of its own row."""


def what_it_is(head: bytes) -> tuple[str, str] | None:
    """(what a file that begins so is, what to do); None for text in any encoding, also for an empty file."""
    if head.startswith(b"PK\x03\x04"):
        return _zip(head)
    for signature, what, hint in _SIGNATURES:
        if head.startswith(signature):
            return what, hint
    if head[257:262] == b"ustar":
        return "a tar archive", _ARCHIVE
    text = head[:1000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for begin, what in _MARKUP.items():
        if text.startswith(begin):
            return what, _WORKBOOK
    if text.startswith(b"<?xml"):
        return "an XML document", _WORKBOOK if b"excel.sheet" in text else _TEXT
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > max(_FEW_CONTROLS, len(head) // 20) and not wide_encoding(head):
        return "no text", _TEXT
    return None


def _zip(head: bytes) -> tuple[str, str]:
    if b"xl/" in head:
        return "an Excel workbook (.xlsx)", _WORKBOOK
    if b"opendocument.spreadsheet" in head:
        return "an OpenDocument workbook (.ods)", _WORKBOOK
    if b"word/" in head:
        return "a Word document (.docx)", _TEXT
    return "a ZIP archive", _ARCHIVE
