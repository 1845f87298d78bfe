"""Bad input gets a clear sentence, good rows are in, and the counts add up."""

import json
import os
import subprocess
import sys

import pytest

from domain.access import LOCAL
from domain.errors import WrongInput
from domain.reports import RowError
from loaders.campaign import load_campaign
from loaders.conversations import load_conversations
from search.session import get_session
from tests.loaders.support import conversation, documents, load_lines, load_text

BAD_LINES = {
    "broken JSON": b'{"session_id": "x", ',
    "no object": b"[1, 2]",
    "a NUL byte": b'{"session_id": "a\0b"}',
    "no UTF-8": b'{"session_id": "\xff\xfe"}',
    "a missing key": json.dumps({"session_id": "x", "channel": "web"}).encode(),
    "no session": json.dumps({**conversation("x"), "session_id": None}).encode(),
    "a long session ID": json.dumps(conversation("x" * 600)).encode(),
    "an unknown channel": json.dumps(conversation("x", channel="pigeon")).encode(),
    "a wrong type": json.dumps(conversation("x", messages="hello")).encode(),
    "an unknown author": json.dumps(conversation("x", messages=[{"author": "me", "text": "a"}])).encode(),
    "a time without zone": json.dumps(conversation("x", started_at="2026-01-01T10:00:00")).encode(),
    "a time in 1900": json.dumps(conversation("x", started_at="1900-01-01T10:00:00Z")).encode(),
    "a time that is a number": json.dumps(conversation("x", started_at=1767225600)).encode(),
    "ten megabytes": json.dumps(
        conversation("x", messages=[{"author": "customer", "text": "a" * 10_000_000}])
    ).encode(),
    "no key": json.dumps(conversation("x", customer={"name": "Ann"})).encode(),
    "an invalid phone alone": json.dumps(conversation("x", customer={"phone": "12"})).encode(),
}


def test_each_bad_line_is_told_with_its_number_and_every_good_one_is_in(fresh_engine):
    lines = [json.dumps(conversation("first")).encode()]
    for line in BAD_LINES.values():
        lines += [line, json.dumps(conversation(f"good{len(lines)}")).encode()]
    errors: list[RowError] = []
    text = b"\n".join(lines)
    report = load_text(fresh_engine, load_conversations, text, "log.jsonl", on_error=errors.append)
    assert sorted(e.row for e in errors) == list(range(2, 2 + 2 * len(BAD_LINES), 2))
    assert all(e.reason.strip() and "pydantic" not in e.reason and len(e.value) <= 200 for e in errors)
    assert (report.created, report.rejected) == (1 + len(BAD_LINES), len(BAD_LINES))
    assert report.read == report.created + report.updated + report.unchanged + report.rejected
    assert len(documents(fresh_engine, "sessions")) == report.created


def test_odd_but_right_values_are_kept(fresh_engine):
    odd = {
        "parameters": {"": 1, "a.b": {"c": [1, {"d": None}]}, ".": 2, "long": "x" * 40_000, "n": 2**53 + 1},
        "results": {"deep": {"er": {"still": True}}, "list": ["a", 2]},
        "logs": [
            {"level": "info", "event": "e", "data": [1, "two", {"": 3}]},
            {"level": "x", "event": "", "data": "s"},
        ],
        "summary": "z" * 100_000,
        "unheard_of": {"key": ["value"]},
    }
    messages = [{"author": "system", "text": ""}, {"author": "agent", "text": "مرحبا 👩‍👩‍👧", "mood": "good"}]
    report = load_lines(fresh_engine, [conversation("s/1?#&", messages=messages, **odd)])
    assert (report.created, report.rejected) == (1, 0)
    stored = documents(fresh_engine, "sessions")["s/1?#&"]
    assert stored["parameters"] | stored["long_parameters"] == odd["parameters"]
    shown = get_session(fresh_engine, LOCAL, "s/1?#&")
    assert dict(shown.communication.parameters) == odd["parameters"]
    assert stored["other"] == {"unheard_of": {"key": ["value"]}}
    assert documents(fresh_engine, "messages")["s/1?#&:1"]["other"] == {"mood": "good"}


TABLES = {
    "an empty file": (b"", 0, 0),
    "a header only": (b"Phone,Name\n", 0, 0),
    "Windows Cyrillic": ("Телефон;Имя\n+447700900111;Анна Петрова\n".encode("cp1251"), 1, 0),
    "UTF-16": ("Phone\tName\n+447700900111\tŁucja\n".encode("utf-16"), 1, 0),
    "a quoted newline": (b'Phone,Name,Note\n+447700900111,Ann,"two\nlines"\n+447700900112,Bo,x\n', 2, 0),
    "a ragged row": (b"Phone,Name\n+447700900111,Ann,extra,cells\n+447700900112,Bo\n", 1, 1),
    "a NUL": (b"Phone,Name\n+447700900111,A\0nn\n+447700900112,Bo\n", 1, 1),
    "a row without key": (b"Phone,Name\n,Ann\n+447700900112,Bo\n", 1, 1),
    "an odd date": (b"Phone,Loaded\n+447700900111,yesterday\n+447700900112,2026-05-01\n", 1, 1),
    "a date in 1900": (b"Phone,Loaded\n+447700900111,1900-01-01\n", 0, 1),
    "ten megabytes in a cell": (b"Phone,Name\n+447700900111," + b"a" * 10_000_000 + b"\n+447700900112,Bo\n", 1, 1),
}


@pytest.mark.parametrize("case", TABLES)
def test_tables(fresh_engine, case):
    text, created, rejected = TABLES[case]
    report = load_text(fresh_engine, load_campaign, text, "upload.csv", name="Spring", mapping={})
    assert (report.created, report.rejected) == (created, rejected)
    assert len(documents(fresh_engine, "customers")) == created


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"PK\x03\x04" + b"\0" * 30 + b"xl/workbook.xml", "Excel"),
        (b"age;job\n30;unemployed\n", "--map"),
        (b"Phone,phone\n1,2\n", "two columns|twice"),
        (b"%PDF-1.7 ...", "PDF"),
    ],
)
def test_files_that_cannot_be_used_at_all(fresh_engine, text, said):
    with pytest.raises(WrongInput, match=said):
        load_text(fresh_engine, load_campaign, text, "upload.csv", name="Spring", mapping={})


@pytest.mark.parametrize("name", ["", "  ", "Customer  service", "x" * 200])
def test_names_a_campaign_cannot_have(fresh_engine, name):
    with pytest.raises(WrongInput):
        load_text(fresh_engine, load_campaign, b"Phone\n+447700900111\n", "upload.csv", name=name, mapping={})


def run(engine, *arguments, given=b""):
    environment = os.environ | {"OPEN360_INDEX_PREFIX": engine.prefix}
    return subprocess.run(
        [sys.executable, "-m", "loaders", *arguments], input=given, capture_output=True, env=environment, check=False
    )


def test_exit_codes_and_files_of_the_command_line(fresh_engine, tmp_path):
    assert run(fresh_engine, "conversations", str(tmp_path / "missing")).returncode == 1
    directory = run(fresh_engine, "conversations", str(tmp_path))
    assert directory.returncode == 1
    assert b"Traceback" not in directory.stderr
    assert directory.stderr.count(b"\n") == 1
    assert run(fresh_engine, "conversations").returncode == 2
    assert run(fresh_engine, "campaign", "x.csv").returncode == 2
    good = json.dumps(conversation("s1")).encode()
    rejected = tmp_path / "errors.jsonl"
    done = run(fresh_engine, "conversations", "-", "--json", "--errors", str(rejected), given=good + b"\nnonsense\n")
    assert done.returncode == 3
    report = json.loads(done.stdout)
    assert (report["read"], report["created"], report["rejected"], report["counts_of"]) == (2, 1, 1, "communications")
    (error,) = [json.loads(line) for line in rejected.read_text().splitlines()]
    assert (error["row"], set(error)) == (2, {"row", "field", "value", "reason"})
    assert run(fresh_engine, "undo", report["load_id"]).returncode == 0
    assert documents(fresh_engine, "sessions") == {}
    assert run(fresh_engine, "undo", "nothing").returncode == 1


def test_a_region_or_a_language_that_does_not_exist(fresh_engine):
    with pytest.raises(WrongInput, match="region"):
        load_lines(fresh_engine, [conversation("s1")], region="ZZ")
    with pytest.raises(WrongInput, match="OPEN360_LANGUAGE"):
        load_lines(fresh_engine, [conversation("s1")], language="klingon")
