"""What is asked from the Summary tab, checked where it is done: rights, names and customers, on a real engine."""

from dataclasses import replace
from typing import Any

import pytest

from domain.access import LOCAL, Principal, Role
from engine import Engine
from indexing.deletion import Deleted
from indexing.edits import add_customer, set_participation
from indexing.versions import ensure
from pages.customers.acts import Acting, answer_to, asked_of
from pages.customers.erasing import proof_of
from pages.customers.gone import PROOF
from search.profile import get_profile
from settings import get_settings


@pytest.fixture(scope="module")
def stored(engine: Engine) -> Engine:
    own = replace(engine, prefix=f"{engine.prefix}-acts")
    ensure(own, "english")
    return own


@pytest.fixture(scope="module")
def anna(stored: Engine) -> str:
    return add_customer(stored, LOCAL, {"name": ("Anna  Lind",), "emails": ("anna@example.org",)})


def ask(engine: Engine, customer_id: str, principal: Principal, act: str, **values: Any) -> dict[str, Any]:
    wanted = asked_of({"act": act, "request": "1", "customer": customer_id, **values})
    assert wanted is not None
    return answer_to(Acting(engine, get_settings(), principal), wanted)


@pytest.mark.parametrize(
    ("act", "role", "needed"),
    [
        ("save", Role.VIEWER, "editor"),
        ("release", Role.VIEWER, "editor"),
        ("products", Role.VIEWER, "editor"),
        ("linked", Role.EDITOR, "supervisor"),
        ("delete", Role.EDITOR, "supervisor"),
    ],
)
def test_whoever_may_not_is_refused_also_without_a_button(
    stored: Engine,
    anna: str,
    act: str,
    role: Role,
    needed: str,
) -> None:
    change = {"field": "contact.city", "before": [], "after": ["Oslo"]}
    told = ask(stored, anna, Principal("x", role), act, changes=[change], field="name", name="Anna Lind")
    assert f"it needs {needed}" in told["problem"]
    profile = get_profile(stored, LOCAL, anna)
    assert (profile.name, "contact.city" in {field.field_id for field in profile.contact}) == ("Anna Lind", False)


def test_every_wrong_field_is_told_at_its_place_and_nothing_is_saved(stored: Engine, anna: str) -> None:
    changes = [
        {"field": "emails", "title": "E-mail", "before": ["anna@example.org"], "after": ["nonsense"]},
        {"field": "contact.birth_date", "before": [], "after": ["31.5.1980"]},
        {"field": "", "title": " ", "before": [], "after": ["x"]},
        {"field": "contact.city", "before": [], "after": ["Bern"]},
        "nonsense",
    ]
    errors = ask(stored, anna, LOCAL, "save", changes=changes)["errors"]
    assert errors.keys() == {"emails", "contact.birth_date", ""}
    assert "is not an e-mail address" in errors["emails"]
    assert [field.field_id for field in get_profile(stored, LOCAL, anna).contact] == ["name", "emails"]


def test_status_and_stage_change_alone_and_not_over_what_nobody_saw(stored: Engine) -> None:
    cleo = add_customer(stored, LOCAL, {"emails": ("cleo@example.org",)})
    set_participation(stored, LOCAL, [cleo], "Spring", "open", "first")
    campaign = get_profile(stored, LOCAL, cleo).participations[0].campaign_id

    def save(field: str, before: str, after: str) -> dict[str, Any]:
        change = {"field": field, "before": [before], "after": [after]}
        return ask(stored, cleo, LOCAL, "participation", campaign=campaign, changes=[change])

    assert save("stage", "first", "second")["ok"]
    assert save("status", "open", "done")["ok"]
    told = save("stage", "first", "third")
    assert told["differences"] == {"stage": {"now": ["second"], "shown": ["second"]}}
    assert save("stage", "first", "second")["ok"]  # as it is already
    [found] = get_profile(stored, LOCAL, cleo).participations
    assert (found.status, found.stage) == ("done", "second")


def test_a_key_of_somebody_else_leads_to_them(stored: Engine, anna: str) -> None:
    other = add_customer(stored, LOCAL, {"emails": ("bo@example.org",)})
    change = {"field": "emails", "before": ["bo@example.org"], "after": ["bo@example.org", "anna@example.org"]}
    told = ask(stored, other, LOCAL, "save", changes=[change])
    assert told["href"] == f"./?customer={anna}" and told["problem"]


def test_deleting_wants_the_name_and_then_proves_that_nothing_is_left(stored: Engine, anna: str) -> None:
    told = ask(stored, anna, LOCAL, "delete", name="Anna")
    assert "not the customer's name" in told["problem"]
    assert get_profile(stored, LOCAL, anna).name
    told = ask(stored, anna, LOCAL, "delete", name=" anna lind ".title())
    assert told["ok"] and told[PROOF]["left"] == [("Documents that are still there", "0")]
    assert "There is no customer" in ask(stored, anna, LOCAL, "linked")["problem"]


def test_what_could_not_be_removed_is_not_called_gone() -> None:
    proof = proof_of(Deleted(customers=1, remaining=2))
    assert proof["sentence"].startswith("2 documents could not be removed")
    assert proof["left"] == [("Documents that are still there", "2")]
