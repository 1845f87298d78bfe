"""A million customers that nobody is: the same each time, written as ready documents."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any

import orjson

from domain.access import LOCAL
from domain.errors import EngineUnavailable
from engine import Engine
from indexing import versions
from indexing.fields import CONTACT, PARTICIPATION, PRODUCT, register

CUSTOMERS = 1_000_000
SESSIONS = 1_000_000
_BATCH = 4000
_FIELDS = {
    CONTACT: {"loyalty_level": "Loyalty level", "points": "Points", "remarks": "Remarks"},
    PARTICIPATION: {"segment": "Segment", "debt": "Debt", "due_on": "Due on"},
    PRODUCT: {"plan": "Plan", "price": "Price"},
}


def _words(text: str) -> list[str]:
    return text.split()


_FIRST = _words("""Agnieszka Álvaro Amina Anna Arjun Beatrice Björn Bogdan Carla Chidera Çiğdem Daniel Elif Emma Ewan
Fatima Gaël Hanna Heike Hiro Idris Imogen Ines Ivo Jan Jérôme Joanna José Kaspar Lea Léa Liam Łukasz Maria Małgorzata
Matthias Mei Mohammed Nadia Nathaniel Noor Olga Oliver Omar Paula Pedro Priya Rosa Rowan Samir Sofia Søren Tamsin Tomasz
Ulrike Vera Wei William Yusuf Zoë""")
_BEGIN = _words(
    "Al An Bar Ber Bran Car Chan Dal Dun East Fer Gar Gold Ham Hol Jan Kel Kow Lan Lind Mar Mon Nor Ok Pet Quin"
)
_MIDDLE = _words("a al an ar e el en er i il in is o ol on or u ul un")
_END = _words(
    "berg by cki dorf dez feld ford gren ham ic ley lund man mann ner ov owicz quist ski son stein ton vić wood zen"
)
_CITIES = _words("""Aberdeen Berlin Birmingham Bordeaux Bristol Dublin Gdańsk Glasgow Hamburg İzmir Kraków Leeds Lisbon
London Łódź Lyon Madrid Málaga Manchester München Nantes Oslo Paris Porto Reading Sevilla Sheffield Utrecht Warszawa
Zürich""")
_CAMPAIGNS = [f"{season} {year}" for year in (2022, 2023, 2024) for season in ("Spring", "Summer", "Autumn", "Winter")]
_STATUSES = ("pending", "active", "completed", "stopped", "no answer")
_STAGES = ("new", "called", "offer sent", "negotiating", "contract signed", "declined")
_CHANNELS = ("web", "whatsapp", "telegram", "sms", "email", "voice")
_PLANS = ("gold", "silver", "bronze", "basic")


def write(engine: Engine, language: str, customers: int = CUSTOMERS, sessions: int = SESSIONS) -> None:
    """Fill the engine's own indices with them, their campaigns and, of sessions, what customers are filtered by."""
    versions.ensure(engine, language)
    for where, titles in _FIELDS.items():
        register(engine, LOCAL, where, titles)
    campaigns = ({"_id": name.casefold(), "campaign_id": name.casefold(), "name": name} for name in _CAMPAIGNS)
    for alias, documents in (
        ("campaigns", campaigns),
        ("customers", people(customers)),
        ("sessions", conversations(sessions, customers)),
    ):
        _send(engine, alias, documents)


def people(count: int) -> Iterator[dict[str, Any]]:
    """Documents of customers, each with its `_id`."""
    dice = random.Random(360)
    for number in range(1, count + 1):
        name = f"{dice.choice(_FIRST)} {dice.choice(_BEGIN)}{dice.choice(_MIDDLE)}{dice.choice(_END)}"
        phone = f"+447{dice.randrange(10**9):09}"
        last = _time(dice)
        source = {"kind": "upload", "name": "customers.csv", "at": "2024-01-01", "record_id": "r", "load_id": "bench"}
        document: dict[str, Any] = {
            "_id": f"c{number:07}",
            "customer_id": f"c{number:07}",
            "customer_number": number,
            "name": name,
            "phones": [phone],
            "external_ids": [f"CUST-{number}"],
            "contact": {
                "city": dice.choice(_CITIES),
                "language": dice.choice(("en", "de", "fr", "es", "pl")),
                "birth_date": f"{dice.randrange(1930, 2006)}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}",
            },
            "fields": {"loyalty_level": dice.choice(_PLANS), "points": str(dice.randrange(100_000))},
            "provenance": {"name": [{"value": name, **source}], "phones": [{"value": phone, **source}]},
            "participations": [_participation(dice, it) for it in dice.sample(_CAMPAIGNS, dice.randrange(1, 4))],
            "communications": dice.randrange(12),
            "last_communication_at": last,
            "channels": dice.sample(_CHANNELS, dice.randrange(1, 3)),
            "active": dice.random() < 0.02,
            "folded_at": "2024-12-31T00:00:00Z",
        }
        if dice.random() < 0.7:
            document["emails"] = [f"{name.replace(' ', '.').casefold()}{number}@example.org"]
        if dice.random() < 0.6:
            document["products"] = [_product(dice, document["participations"][0])]
        if dice.random() < 0.3:
            document["fields"]["remarks"] = f"asked about {dice.choice(_PLANS)} in {dice.choice(_CITIES)}"
        yield document


def conversations(count: int, customers: int) -> Iterator[dict[str, Any]]:
    """Documents of sessions, without words."""
    dice = random.Random(361)
    for number in range(count):
        customer = dice.randrange(1, customers + 1)
        yield {
            "_id": f"s{number}",
            "session_id": f"s{number}",
            "session_number": number + 1,
            "customer_id": f"c{customer:07}",
            "customer_number": customer,
            "campaign_id": dice.choice(_CAMPAIGNS).casefold(),
            "channel": dice.choice(_CHANNELS),
            "status": "closed",
            "started_at": _time(dice),
            "responsible": dice.choice(_FIRST),
            "responsible_type": "operator",
        }


def _participation(dice: random.Random, name: str) -> dict[str, Any]:
    return {
        "campaign_id": name.casefold(),
        "campaign": name,
        "status": dice.choice(_STATUSES),
        "stage": dice.choice(_STAGES),
        "loaded_at": _time(dice)[:10],
        "uploaded": True,
        "fields": {
            "segment": dice.choice(("private", "family", "business")),
            "debt": f"{dice.randrange(500_000) / 100:.2f}",
            "due_on": _time(dice)[:10],
        },
        "communications": dice.randrange(5),
        "last_communication_at": _time(dice),
    }


def _product(dice: random.Random, participation: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": f"Fibre {dice.choice((50, 120, 300, 750))}",
        "campaign_id": participation["campaign_id"],
        "campaign": participation["campaign"],
        "fields": {"plan": dice.choice(_PLANS), "price": f"{dice.randrange(1000, 9000) / 100:.2f}"},
    }


def _time(dice: random.Random) -> str:
    day = f"{dice.randrange(2022, 2025)}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}"
    return f"{day}T{dice.randrange(24):02}:{dice.randrange(60):02}:00Z"


def _send(engine: Engine, name: str, documents: Iterator[dict[str, Any]]) -> None:
    """By two threads, a few batches ahead of the engine at most."""
    index = engine.alias(name)

    def post(batch: list[dict[str, Any]]) -> None:
        lines = []
        for document in batch:
            lines += [orjson.dumps({"index": {"_id": document.pop("_id")}}), orjson.dumps(document)]
        body = b"\n".join([*lines, b""])
        params = {"filter_path": "errors", "timeout": "5m"}
        answer = engine.client.bulk(body=body, index=index, params=params, request_timeout=300)
        if answer["errors"]:
            raise EngineUnavailable("OpenSearch refused generated documents; run the benchmarks again.")

    with ThreadPoolExecutor(2) as pool:
        while batches := [batch for _ in range(4) if (batch := list(islice(documents, _BATCH)))]:
            for done in [pool.submit(post, batch) for batch in batches]:
                done.result()
    engine.client.indices.refresh(index=index, params={"request_timeout": 300})
