from typing import Any

import pytest

from domain.access import LOCAL
from domain.errors import NotFound
from engine import Engine
from search.profile import get_profile
from search.results import Source
from tests.search.conftest import Put


def said(value: str, kind: str = "upload", name: str = "spring.csv") -> dict[str, Any]:
    return {"value": value, "kind": kind, "name": name, "at": "2024-05-01T00:00:00Z", "record_id": "r", "load_id": "l"}


ANNA = {
    "customer_id": "anna",
    "absorbed_ids": ["old"],
    "name": "Anna",
    "phones": ["+447700900666"],
    "emails": [],
    "contact": {"city": "Lyon", "company": "", "language": "fr"},
    "other_fields": {"late": "stored only"},
    "provenance": {
        "name": [said("Anna", "manual", "someone"), said("Ana"), said("A.", "conversation", "s1")],
        "phones": [said("+447700900666")],
        "contact.city": [said("Lyon", "conversation", "s1"), said("Paris")],
        "contact.language": [said("fr")],
        "fields.late": [said("stored only")],
    },
    "participations": [
        {
            "campaign_id": "b",
            "campaign": "B",
            "uploaded": True,
            "status": "pending",
            "stage": "one",
            "communications": 0,
        },
        {"campaign_id": "a", "campaign": "A", "uploaded": True, "loaded_at": "2024-04-01", "communications": 0},
        {
            "campaign_id": "customer service",
            "campaign": "Customer Service",
            "uploaded": False,
            "communications": 2,
            "last_communication_at": "2024-05-02T00:00:00Z",
            "channels": ["web"],
            "active": True,
        },
    ],
    "products": [{"name": "Plan", "campaign_id": "a", "campaign": "A", "other_fields": {"fee": "7.00", "x": "y"}}],
    "communications": 2,
    "last_communication_at": "2024-05-02T00:00:00Z",
}


@pytest.fixture(scope="module")
def people(stored: Engine, put: Put) -> Engine:
    put("customers", {"anna": ANNA, "bare": {"customer_id": "bare"}})
    put(
        "identities",
        {
            f"redirect:{one}": {"type": "redirect", "from_id": one, "to_id": other}
            for one, other in (
                ("old", "anna"),
                ("older", "old"),
                ("lost", "gone"),
                ("round", "about"),
                ("about", "round"),
            )
        },
    )
    put(
        "fields",
        {
            "contact:late": {"field_id": "late", "where": "contact", "title": "Late field", "indexed": False},
            "product:fee": {"field_id": "fee", "where": "product", "title": "Monthly fee", "indexed": False},
        },
    )
    return stored


def test_contact_with_sources_and_titles(people: Engine) -> None:
    profile = get_profile(people, LOCAL, "anna")
    assert [(field.field_id, field.title, field.values) for field in profile.contact] == [
        ("name", "Name", ("Anna",)),
        ("phones", "Phone", ("+447700900666",)),
        ("contact.language", "Language", ("fr",)),
        ("contact.city", "City", ("Lyon",)),
        ("fields.late", "Late field", ("stored only",)),
    ]
    city = profile.contact[3]
    assert city.sources == (
        Source("Lyon", "conversation", "s1", "2024-05-01T00:00:00Z"),
        Source("Paris", "upload", "spring.csv", "2024-05-01T00:00:00Z"),
    )
    assert all(field.sources for field in profile.contact)


def test_participations_and_products(people: Engine) -> None:
    profile = get_profile(people, LOCAL, "anna")
    assert [(one.campaign, one.inbound, one.status) for one in profile.participations] == [
        ("Customer Service", True, None),
        ("A", False, None),
        ("B", False, "pending"),
    ]
    assert profile.participations[0].active
    assert profile.participations[1].loaded_at == "2024-04-01"
    product = profile.products[0]
    assert (product.name, product.campaign, product.attributes) == ("Plan", "A", (("Monthly fee", "7.00"), ("x", "y")))


@pytest.mark.parametrize("asked", ["anna", "old", "older"])
def test_old_ids_lead_to_the_survivor(people: Engine, asked: str) -> None:
    assert get_profile(people, LOCAL, asked).customer_id == "anna"


@pytest.mark.parametrize("asked", ["unknown", "lost", "round", "", ".", "..", "a/b", "x" * 600, "\x00", "\ud800"])
def test_nobody(people: Engine, asked: str) -> None:
    with pytest.raises(NotFound, match="no customer"):
        get_profile(people, LOCAL, asked)


def test_a_customer_of_whom_nothing_is_known(people: Engine) -> None:
    profile = get_profile(people, LOCAL, "bare")
    assert (profile.name, profile.contact, profile.participations, profile.products) == (None, (), (), ())


def test_what_was_just_written_is_read(people: Engine) -> None:
    people.client.index(index=people.alias("customers"), id="new", body={"customer_id": "new", "name": "New"})
    assert get_profile(people, LOCAL, "new").name == "New"
