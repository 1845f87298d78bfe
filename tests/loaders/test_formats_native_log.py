"""The native log: what is read, and what is said of each wrong line."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.conversation import Conversation
from domain.errors import WrongInput
from domain.identity import Identity
from domain.quick_conversation import QuickConversation
from domain.reports import RowError
from indexing import documents
from indexing.documents import PreparedSession, Stamp
from indexing.identities import Assigned
from loaders.formats import native_log
from loaders.source import open_source
from tests.shared_data import shared

GOOD: dict[str, Any] = {
    "session_id": "s1",
    "channel": "web",
    "customer": {"email": "a@example.org"},
    "messages": [{"at": "2024-05-31T14:05:00+02:00", "author": "customer", "text": "hello"}],
}


@pytest.fixture
def read(tmp_path: Path) -> Callable[[bytes], list[Any]]:
    def read(content: bytes) -> list[Any]:
        (tmp_path / "log.jsonl").write_bytes(content)
        with open_source(tmp_path / "log.jsonl", tmp_path) as source:
            return list(native_log.read(source))

    return read


def line(**changes: Any) -> bytes:
    return json.dumps({**GOOD, **changes}).encode()


def message(**changes: Any) -> bytes:
    return line(messages=[GOOD["messages"][0], {"author": "agent", "text": "hi", **changes}])


def without(key: str) -> bytes:
    return json.dumps({name: value for name, value in GOOD.items() if name != key}).encode()


def test_lines_are_numbered_and_given_as_they_are(read: Callable) -> None:
    raw = line(parameters={"plan": "gold"}, anything="kept")
    first, second = read(b"\xef\xbb\xbf" + raw + b"\r\n\n  \n" + line(session_id="s2"))
    assert (first[0], first[2].strip()) == (1, raw)
    assert isinstance(first[1], Conversation)
    assert first[1].model_extra == {"anything": "kept"}
    assert (second[0], second[1].session_id) == (4, "s2")


def test_wrong_lines_leave_the_good_ones_in(read: Callable) -> None:
    lines = [line(session_id=str(number)) for number in range(1, 41)]
    lines[16] = lines[16][:-20]
    found = read(b"\n".join(lines))
    assert [item.row for item in found if isinstance(item, RowError)] == [17]
    assert [item[0] for item in found if not isinstance(item, RowError)] == [*range(1, 17), *range(18, 41)]


WRONG = {
    "broken": (line()[:30], "line", "The line is not valid JSON at character 30: the line ends too early."),
    "words": (b"hello", "line", "The line is not valid JSON at character 1"),
    "more behind": (line() + b" x", "line", "something follows behind its end"),
    "deep": (b"[" * 5000, "line", "nested too deeply"),
    "list": (b"[]", "line", "The line must be an object, not a list."),
    "number": (b"17", "line", "The line must be an object, not a number."),
    "code page": (line(campaign="x").replace(b'"x"', b'"\xff"'), "line", "not UTF-8"),
    "control": (line(campaign="x").replace(b'"x"', b'"\x00"'), "line", "a control character stands in a text"),
    "half character": (line(campaign="x").replace(b'"x"', b'"\\ud800"'), "line", "not valid JSON"),
    "no ID": (without("session_id"), "session_id", "session_id is missing."),
    "no channel": (without("channel"), "channel", "channel is missing."),
    "no customer": (without("customer"), "customer", "customer is missing."),
    "blank ID": (line(session_id=" "), "session_id", "session_id is blank."),
    "empty ID": (line(session_id=""), "session_id", "session_id is empty."),
    "long ID": (line(session_id="я" * 300), "session_id", "session_id is longer than 400 bytes."),
    "blank campaign": (line(campaign=" "), "campaign", "campaign is blank"),
    "ID is an object": (line(session_id={}), "session_id", "session_id must be a text, not an object."),
    "fax": (line(channel="fax"), "channel", "channel is not known; take one of web, whatsapp, telegram, sms"),
    "author": (message(author="bot"), "messages[1].author", "take one of customer, agent, operator, system."),
    "text": (message(text=3), "messages[1].text", "messages[1].text must be a text, not a number."),
    "no text": (message(text=None), "messages[1].text", "messages[1].text must be a text, not null."),
    "long text": (message(text="x" * 10_000_000), "messages[1].text", "has 10,000,000 characters; at most 500,000"),
    "long name": (line(customer={"email": "a@x.test", "name": "x" * 2000}), "customer.name", "has 2,000 characters;"),
    "too many": (line(logs=[{"level": "i", "event": "e"}] * 200_001), "logs", "logs has more than 200,000 entries."),
    "long number": (line(session_id=1).replace(b"1,", b"9" * 5000 + b",", 1), "line", "not valid JSON"),
    "offset": (message(offset_ms=-1), "messages[1].offset_ms", "must not be below 0."),
    "part of a ms": (message(offset_ms=1.5), "messages[1].offset_ms", "must be a whole number."),
    "no zone": (message(at="2024-05-31T14:05:00"), "messages[1].at", "messages[1].at has no time zone; add Z or"),
    "1900": (line(started_at="1900-01-01T00:00:00Z"), "started_at", "lies outside the years 1970 to 2199."),
    "no such day": (line(started_at="2024-02-30T00:00:00Z"), "started_at", "is not a time that exists."),
    "epoch": (line(started_at=1717157100), "started_at", "must be a text"),
    "results": (line(results=[]), "results", "results must be an object, not a list."),
    "messages": (line(messages={}), "messages", "messages must be a list, not an object."),
    "message": (line(messages=["hi"]), "messages[0]", "messages[0] must be an object, not a text."),
    "no key": (line(customer={"name": "Ann"}), "customer", "no identity key; it needs external_id, phone or email."),
    "blank key": (line(customer={"phone": " ", "email": ""}), "customer", "no identity key"),
    "NUL": (message(text="a\0b"), "messages[1].text", "messages[1].text holds a NUL character"),
    "NUL in a name": (line(parameters={"a\0": 1}), "parameters.a\0", "holds a NUL character"),
    "NaN": (line(parameters={"x": [float("nan")]}), "parameters.x[0]", "is nan, which is no number in JSON."),
    "infinite": (line(results={"x": float("-inf")}), "results.x", "is no number in JSON."),
    "huge": (line(results={"x": 10**20}), "results.x", "too large to keep exactly"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_line(read: Callable, case: str) -> None:
    content, field, sentence = WRONG[case]
    first, wrong, last = read(line() + b"\n" + content + b"\n" + line(session_id="s3"))
    assert isinstance(wrong, RowError)
    assert (wrong.row, wrong.field) == (2, field)
    assert sentence in wrong.reason
    assert len(wrong.value) <= 200
    assert not any(word in wrong.reason for word in ("pydantic", "http", "Input should", "Value error", "\n"))
    assert (first[1].session_id, last[1].session_id) == ("s1", "s3")


def test_what_looks_wrong_and_is_not_is_kept(read: Callable) -> None:
    text = 'NaN, Infinity, 12345678901234567890123 and \\u0000 as words: \\"'
    numbers = {"big": 2**63, "small": -(2**63), "exact": 0.1}
    ((_, found, _),) = read(line(messages=[{"author": "customer", "text": text}], parameters=numbers))
    assert found.messages[0].text == text
    assert found.parameters == numbers


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_other_unicode_is_refused_as_a_whole(read: Callable, encoding: str) -> None:
    with pytest.raises(WrongInput, match=r"is in UTF-\d\d, but a conversation log must be in UTF-8"):
        read((line() + b"\n").decode().encode(encoding))


@pytest.mark.parametrize("content", [json.dumps(GOOD, indent=2), json.dumps([GOOD, GOOD], indent=1)])
def test_one_document_over_many_lines_is_refused_as_a_whole(read: Callable, content: str) -> None:
    with pytest.raises(WrongInput, match="one conversation a line"):
        read(content.encode())


def test_empty_file_holds_nothing(read: Callable) -> None:
    assert read(b"") == read(b"\xef\xbb\xbf") == read(b"\n \r\n") == []


def test_star_is_read_whole(tmp_path: Path) -> None:
    totals: Counter[str] = Counter()
    with open_source(shared("star/conversations.jsonl.gz"), tmp_path) as source:
        for item in native_log.read(source):
            assert not isinstance(item, RowError)
            totals += Counter(lines=1, messages=len(item[1].messages), logs=len(item[1].logs))
    assert totals == {"lines": 5272, "messages": 94_276, "logs": 218_971}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = (*Conversation.model_fields, "other")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=5), st.binary(max_size=60))
def test_whatever_comes_is_storable_or_one_row_error(read: Callable, changes: dict[str, Any], junk: bytes) -> None:
    content = json.dumps({**GOOD, **changes}).encode()
    try:
        found = read(content + b"\n" + junk.replace(b"\n", b" "))
    except WrongInput:
        return
    assert len(found) <= 2
    for item in found:
        if not isinstance(item, RowError):
            told = Conversation.model_validate_json(item[2]).model_dump()
            assert orjson.loads(orjson.dumps(told)) == told


SHAPES: dict[str, dict[str, Any]] = {
    "usual": {"messages": [{"author": "agent", "text": "é 👩", "at": "2026-01-31T10:00:00.5+02:00", "name": None}]},
    "raw data": {
        "logs": [{"level": "a", "event": "b", "data": {"z": [1, 2.5, "ü", None]}}, {"level": "a", "event": "c"}]
    },
    "an offset": {"messages": [{"author": "customer", "text": "", "offset_ms": 5, "id": "m1", "subject": "s"}]},
    "facts": {
        "agent": {"id": "a"},
        "responsible": {"type": "ai"},
        "parameters": {"a": {"b": [True]}},
        "audio": "x.wav",
    },
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_quick_reading_says_what_the_models_say(read: Callable, shape: str) -> None:
    content = json.dumps({**GOOD, **SHAPES[shape]}, ensure_ascii=False).encode()
    ((_, quick, raw),) = read(content)
    assert isinstance(quick, QuickConversation)
    slow = Conversation.model_validate_json(raw)
    identity, assigned = Identity.of([("default", "1")]), Assigned("c", 1)
    stamp = Stamp("load", "2026-01-01T00:00:00Z", "log.jsonl")
    made = []
    for conversation in (quick, slow):
        prepared = PreparedSession(1, conversation, identity, assigned, {}, "hash")
        made.append(
            (
                documents.session_document(prepared, 1, stamp, 0),
                [operation.splitlines() for operation in documents.message_operations("a", prepared, 1, stamp, 1)],
                [
                    [orjson.loads(part) for part in operation.splitlines()]
                    for operation in documents.log_operations("a", prepared, stamp, 1)
                ],
            )
        )
    assert made[0] == made[1]


@pytest.mark.parametrize("change", [{"other": 1}, {"customer": {"phone": "1", "city": "York"}}, {"session_id": 7}])
def test_what_is_unusual_is_left_to_the_models(read: Callable, change: dict[str, Any]) -> None:
    ((_, conversation, _),) = read(json.dumps({**GOOD, **change}).encode())
    assert isinstance(conversation, Conversation)
