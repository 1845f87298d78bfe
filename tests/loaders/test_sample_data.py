"""The sample: the same everywhere, valid throughout, with every shape that the product must cope with."""

import csv
import hashlib
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from domain.agents import AgentDefinition
from domain.contact import normal_email, normal_phone
from domain.conversation import Conversation
from domain.identity import Identity, resolve
from loaders.sample import COMMUNICATIONS, CUSTOMERS, SampleFiles, files
from loaders.sample.plan import FACTS
from loaders.sample.scripts import LANGUAGES, book

ROOT = Path(__file__).parents[2]
FICTIONAL = re.compile(r"\+(447700900\d{3}|1(503|312|305)55501\d\d|4917139200\d\d|3363998\d{4})")
"""Ranges that Ofcom, the NANPA, the Bundesnetzagentur and Arcep keep free for films and books."""
RIGHT_TO_LEFT = re.compile(r"[\u0590-\u06ff]")
EMOJI = re.compile(r"[\U0001f300-\U0001faff]")


class Sample(NamedTuple):
    files: SampleFiles
    conversations: list[Conversation]
    rows: dict[str, list[dict[str, str]]]
    """Campaign -> its rows."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    where = files(tmp_path_factory.mktemp("sample"))
    lines = where.conversations.read_text("utf-8").splitlines()
    conversations = [Conversation.model_validate_json(line) for line in lines]
    return Sample(where, conversations, {name: read_rows(path) for name, path in where.campaigns})


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        delimiter = ";" if ";" in file.readline() else ","
        file.seek(0)
        return list(csv.DictReader(file, delimiter=delimiter))


def digest(folder: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def identities(sample: Sample) -> set[Identity]:
    """Who each record says it is, as the loaders will understand it."""
    found = set()
    for it in sample.conversations:
        found.add(identity(it.customer.external_id, it.customer.email, it.customer.phone, it.customer.name))
    for rows in sample.rows.values():
        for row in rows:
            get = row.get
            email, phone = get("E-mail") or get("Email"), get("Phone") or get("Phone number")
            found.add(identity(get("Customer ID"), email, phone, get("Name") or get("Full name")))
    return found


def identity(external_id: str | None, email: str | None, phone: str | None, name: str | None) -> Identity:
    mail, number = normal_email(email or ""), normal_phone(phone or "", None)
    assert bool(mail) == bool(email), f"{email} is no e-mail address"
    assert bool(number) == bool(phone), f"{phone} is no possible number"
    assert mail is None or re.search(r"@example\.(org|com|net)$", mail)
    assert number is None or FICTIONAL.fullmatch(number)
    ids = [("default", external_id)] if external_id else []
    return Identity.of(ids, [mail] if mail else [], [number] if number else [], name)


def test_same_bytes_in_every_run_and_process(sample: Sample, tmp_path: Path) -> None:
    script = "import sys, pathlib; from loaders.sample import files; files(pathlib.Path(sys.argv[1]))"
    environment = {"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT), "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", script, tmp_path / "other"], check=True, env=environment, cwd=tmp_path)
    files(tmp_path / "again")
    here = digest(sample.files.conversations.parent)
    assert here == digest(tmp_path / "again") == digest(tmp_path / "other")


def test_size(sample: Sample) -> None:
    assert len(sample.conversations) == COMMUNICATIONS == 1500
    assert CUSTOMERS == 200
    assert len(sample.rows) == 4
    assert len({it.session_id for it in sample.conversations}) == COMMUNICATIONS
    lengths = [len(it.messages) for it in sample.conversations if it.messages]
    assert max(lengths) in range(25, 36)
    assert 6 < sum(lengths) / len(lengths) < 12


def test_records_make_exactly_the_people_that_were_meant(sample: Sample) -> None:
    """Families that share a phone stay apart and are reported; e-mail and phone of one person come together."""
    resolution = resolve(list(identities(sample)))
    assert len(resolution.groups) == CUSTOMERS
    assert sorted(it.customers for it in resolution.conflicts) == [2, 2, 2, 2, 2, 3]
    assert {it.key.kind for it in resolution.conflicts} == {"phone"}


def test_some_are_one_person_only_because_of_a_conversation(sample: Sample) -> None:
    said = [it.customer for it in sample.conversations if not it.customer.external_id]
    pairs = {(normal_email(it.email), normal_phone(it.phone, None)) for it in said if it.email and it.phone}
    mails = {normal_email(row["Email"]) for row in sample.rows["Satisfaction survey 2026"]}
    phones = {normal_phone(row["Phone"], None) for row in sample.rows["Gerätetausch 2025"] if not row["Customer ID"]}
    assert len([pair for pair in pairs if pair[0] in mails and pair[1] in phones]) >= 10


def test_namesakes_stay_two_people(sample: Sample) -> None:
    """Names alone never join, so there have to be two people of one name."""
    groups = resolve(list(identities(sample))).groups
    names = Counter(name for group in groups for name in {it.name for it in group if " " in it.name})
    assert max(names.values()) == 2


def test_every_channel_and_language_has_its_share(sample: Sample) -> None:
    channels = Counter(it.channel for it in sample.conversations)
    assert {"web", "whatsapp", "telegram", "sms", "email", "voice"} == set(channels)
    assert min(channels.values()) > 100
    languages = Counter(it.parameters.get("language") for it in sample.conversations)
    assert all(languages[language] >= 25 for language in LANGUAGES)
    texts = [message.text for it in sample.conversations for message in it.messages]
    assert sum(bool(RIGHT_TO_LEFT.search(text)) for text in texts) > 300
    assert sum(bool(EMOJI.search(text)) for text in texts) > 200


def has(sample: Sample, shape: str) -> int:
    """How many communications have the shape."""
    checks: dict[str, Any] = {
        "active": lambda it: it.status == "active" and it.ended_at is None and (it.started_at or "") > "2026-11-15",
        "no parameters": lambda it: not it.parameters,
        "no results": lambda it: not it.results,
        "no summary": lambda it: it.summary is None,
        "no message": lambda it: not it.messages,
        "no log": lambda it: not it.logs,
        "no agent": lambda it: it.agent is None and it.responsible is None,
        "no time at all": lambda it: not it.started_at and it.messages and not any(m.at for m in it.messages),
        "one time missing": lambda it: [m.at is None for m in it.messages].count(True) == 1 < len(it.messages),
        "no names": lambda it: it.messages and not any(m.name for m in it.messages),
        "customer without a name": lambda it: it.customer.name is None,
        "inbound": lambda it: it.campaign is None,
        "operator": lambda it: it.responsible and it.responsible.type == "operator" and it.responsible.name,
        "hand-over": lambda it: {"system", "agent", "operator"} <= {m.author for m in it.messages},
        "error in the log": lambda it: any(line.level == "error" for line in it.logs),
        "products": lambda it: it.products,
        "new city": lambda it: "new_city" in it.results,
    }
    return sum(bool(checks[shape](it)) for it in sample.conversations)


@pytest.mark.parametrize(
    ("shape", "at_least"),
    [
        *(("active", 8), ("no parameters", 50), ("no results", 100), ("no summary", 100), ("no message", 8)),
        *(("no log", 50), ("no agent", 10), ("no time at all", 10), ("one time missing", 5), ("no names", 80)),
        *(("customer without a name", 100), ("inbound", 800), ("operator", 200), ("hand-over", 100)),
        *(("error in the log", 20), ("products", 30), ("new city", 5)),
    ],
)
def test_shape_is_there(sample: Sample, shape: str, at_least: int) -> None:
    assert at_least <= has(sample, shape) < COMMUNICATIONS


def test_calls_have_offsets_and_mails_subjects(sample: Sample) -> None:
    for it in sample.conversations:
        offsets = [message.offset_ms for message in it.messages]
        assert offsets == sorted(offset or 0 for offset in offsets) if it.channel == "voice" else not any(offsets)
        assert all(bool(message.subject) == (it.channel == "email") for message in it.messages)


def test_agents_define_the_results_but_one(sample: Sample) -> None:
    agents = [AgentDefinition.model_validate(it) for it in json.loads(sample.files.agents.read_text("utf-8"))]
    defined = {agent.id: {field.id for field in agent.result_fields} for agent in agents}
    undefined = {result for it in sample.conversations if it.agent for result in set(it.results) - defined[it.agent.id]}
    assert undefined == {"crm_case"}
    assert any(field.contact_field for agent in agents for field in agent.result_fields)


def test_campaigns_tell_how_far_each_contact_is(sample: Sample) -> None:
    statuses = Counter(row["Status"] for rows in sample.rows.values() for row in rows)
    assert {"pending", "active", "completed"} <= set(statuses)
    for rows in sample.rows.values():
        assert len(rows) >= 30
        assert all(row["Loaded"] and row["Stage"] for row in rows)
    assert {it.campaign for it in sample.conversations} == {None, *sample.rows}


@pytest.mark.parametrize("language", LANGUAGES)
def test_scripts_and_facts_agree(language: str) -> None:
    for name, script in book(language).scripts.items():
        assert set(script.endings) <= set(FACTS[name]["endings"]), name
        assert bool(script.subjects) == (FACTS[name]["channels"] == "email"), name


def test_nothing_is_left_to_fill_in(sample: Sample) -> None:
    texts = [message.text for it in sample.conversations for message in it.messages]
    texts += [it.summary for it in sample.conversations if it.summary]
    assert [text for text in texts if re.search(r"[{}|]|None", text)] == []
