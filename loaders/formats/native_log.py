"""The native conversation log: JSON Lines, UTF-8, one communication a line."""

import math
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from pydantic import ValidationError

from domain.campaigns import campaign_id
from domain.conversation import Conversation
from domain.errors import WrongInput
from domain.quick_conversation import MAX_LINE_BYTES, Communication, QuickConversation
from domain.reports import RowError
from loaders.encoding import wide_encoding
from loaders.formats.sentences import dotted, row_error
from loaders.source import Source

_BOM = b"\xef\xbb\xbf"
_DIGITS = bytes.maketrans(b"0123456789", b"9" * 10)
_LONG_NUMBER = b"9" * 19
_HEAD_BYTES = 64 << 10


Line = tuple[int, Communication, bytes]
_read_quickly = msgspec.json.Decoder(QuickConversation).decode


def read(source: Source) -> Iterator[Line | RowError]:
    """(line number from 1, the communication, its line) in file order; each wrong line is one RowError.

    Blank lines are passed over. The customer names at least one of external_id, phone and email; whether a phone
    or an e-mail can be a key is for whoever knows the region. Raises WrongInput for a file that is no JSON Lines
    in UTF-8 at all.
    """
    head = source.head(_HEAD_BYTES)
    if encoding := wide_encoding(head):
        name = encoding[:6].upper()
        raise WrongInput(
            f'"{source.name}" is in {name}, but a conversation log must be in UTF-8: save it in that encoding.'
        )
    lines = head.removeprefix(_BOM).strip().splitlines()
    if len(lines) > 1 and lines[0].strip() in (b"{", b"[") and not any(it.startswith(b'{"') for it in lines):
        raise WrongInput(
            f'"{source.name}" is one JSON document over many lines; a conversation log has one conversation a '
            "line (JSON Lines): write each on a line of its own, for example with jq -c."
        )
    return _conversations(source.lines())


def _conversations(lines: Iterable[tuple[int, bytes] | RowError]) -> Iterator[Line | RowError]:
    validate = Conversation.model_validate_json
    for item in lines:
        if isinstance(item, RowError):
            yield item
            continue
        row, line = item
        if row == 1:
            line = line.removeprefix(_BOM)
        if not line or line.isspace():
            continue
        if quick := _quick(line):
            yield _unusable(row, quick) or (row, quick, line)
            continue
        try:
            conversation = validate(line)
        except ValidationError as error:
            yield row_error(row, error, "The line")
            continue
        yield _unusable(row, conversation) or _unstorable(row, conversation) or (row, conversation, line)


def _quick(line: bytes) -> QuickConversation | None:
    """The conversation, if its line has the usual shape and nothing in it needs a closer look."""
    # Looks at the bytes spare a walk through nearly every conversation.
    if len(line) > MAX_LINE_BYTES or b"\\u0000" in line or _LONG_NUMBER in line.translate(_DIGITS):
        return None
    try:
        if not line.isascii():
            line.decode()  # raw log data is not decoded otherwise
        return _read_quickly(line)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _unusable(row: int, conversation: Communication) -> RowError | None:
    """What the types cannot tell: None when the communication can be found."""
    customer = conversation.customer
    if not any(key and not key.isspace() for key in (customer.external_id, customer.phone, customer.email)):
        reason = "customer has no identity key; it needs external_id, phone or email."
        return RowError.of(row, "customer", customer.name, reason)
    if conversation.session_id.isspace():
        return RowError.of(row, "session_id", conversation.session_id, "session_id is blank.")
    if conversation.campaign is not None and not campaign_id(conversation.campaign):
        reason = "campaign is blank; give its name, or null for a conversation that belongs to none."
        return RowError.of(row, "campaign", conversation.campaign, reason)
    return None


def _unstorable(row: int, conversation: Conversation) -> RowError | None:
    for path, value in _leaves(conversation.model_dump(), ()):
        name = dotted(path)
        if isinstance(value, str) and "\0" in value:
            return RowError.of(row, name, value.replace("\0", "␀"), f"{name} holds a NUL character (\\u0000).")
        if isinstance(value, float) and not math.isfinite(value):
            return RowError.of(row, name, value, f"{name} is {value}, which is no number in JSON.")
        if isinstance(value, int) and not -(2**63) <= value < 2**64:
            reason = f"{name} is a number too large to keep exactly; write it as a text."
            return RowError.of(row, name, value, reason)
    return None


def _leaves(value: Any, path: tuple[int | str, ...]) -> Iterator[tuple[tuple[int | str, ...], Any]]:
    """Every value that is no object or list, and every key, with where it stands."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key), key
            yield from _leaves(inner, (*path, key))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _leaves(inner, (*path, index))
    else:
        yield path, value
