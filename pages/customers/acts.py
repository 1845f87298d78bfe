"""What is done on the Summary tab: each act as the browser asks for it, and the answer that the browser gets.

An answer repeats the request's number. `ok` says that it is done; otherwise `problem` is a sentence, and what was
typed stays where it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.products import get_products
from connectors.summaries import campaign_summary
from domain.access import Principal
from domain.errors import AlreadyThere, Stale, WrongInput
from domain.values import checked, known_field
from engine import Engine
from indexing.edits import FieldChange, edit_customer, release_value, set_participation
from pages.customers.contact_view import shown
from pages.customers.erasing import delete, linked_lines
from search.fields import choices
from search.people import living
from search.profile import get_profile
from settings import Settings
from ui import format, links
from ui.errors import told

Answer = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """`values` are as the browser sent them: anything can be in there."""

    act: str
    request: str
    customer_id: str
    values: dict[str, Any]

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True)
class Acting:
    """Who does it, and with what."""

    engine: Engine
    settings: Settings
    principal: Principal


def asked_of(value: object) -> Asked | None:
    """The act behind what a component told; None where that is none."""
    if not isinstance(value, dict):
        return None
    act, request, customer = (value.get(name) for name in ("act", "request", "customer"))
    if act not in ACTS or not isinstance(request, str) or not isinstance(customer, str):
        return None
    return Asked(act, request, customer, value)


def answer_to(acting: Acting, wanted: Asked) -> Answer:
    """Do it. Whatever goes wrong is a sentence in the answer."""
    try:
        # Writers wait patiently for an engine that is away; somebody who looks at a form is told at once.
        living(acting.engine, acting.principal, wanted.customer_id)
        answer = ACTS[wanted.act](acting, wanted)
    except AlreadyThere as error:
        answer = {"problem": str(error), "href": links.profile(error.customer_id)}
    except Exception as error:
        answer = {"problem": told(error)}
    return {"request": wanted.request, "act": wanted.act, **answer}


def _save(acting: Acting, wanted: Asked) -> Answer:
    changes, errors = _changes(wanted.values.get("changes"), acting.settings.region)
    if errors:
        return {"errors": errors}
    try:
        edit_customer(
            acting.engine, acting.principal, wanted.customer_id, list(changes.values()), acting.settings.region
        )
    except Stale as error:
        return _stale(error, {known_field(change.field): key for key, change in changes.items()})
    return {"ok": True}


def _stale(error: Stale, keys: Mapping[str, str]) -> Answer:
    """What is there now; `keys` say what the form calls its rows where that is not the field's ID."""
    return {
        "problem": str(error),
        "differences": {
            keys.get(field, field): {"now": list(now), "shown": [shown(field, value) for value in now]}
            for field, (_, now) in error.differences.items()
        },
    }


def _changes(told: object, region: str | None) -> tuple[dict[str, FieldChange], dict[str, str]]:
    """By what the form calls its row (the field's ID, or the title of a new one): the change, or what is wrong."""
    changes: dict[str, FieldChange] = {}
    errors: dict[str, str] = {}
    for entry in told if isinstance(told, list) else ():
        if not isinstance(entry, dict):
            continue
        title = str(entry.get("title") or "").strip()
        key = str(entry.get("field") or "") or title
        field = str(entry.get("field") or "") or f"fields.{title}"
        change = FieldChange(field, _texts(entry.get("before")), _texts(entry.get("after")))
        try:
            if not key:
                raise WrongInput("Give the field a name, such as Favourite colour.")
            checked(field, change.after, region)
            changes[key] = change
        except WrongInput as error:
            errors[key] = str(error)
    return changes, errors


def _texts(value: object) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _release(acting: Acting, wanted: Asked) -> Answer:
    release_value(acting.engine, acting.principal, wanted.customer_id, wanted.text("field"))
    return {"ok": True}


def _participation(acting: Acting, wanted: Asked) -> Answer:
    """Status and stage, whichever was changed, in a campaign that the customer is in."""
    profile = get_profile(acting.engine, acting.principal, wanted.customer_id)
    names = {one.campaign_id: one.campaign for one in profile.participations}
    if wanted.text("campaign") not in names:
        raise WrongInput("The customer is no longer in this campaign; open the customer again.")
    before, after = _participation_changes(wanted.values.get("changes"))
    name = names[wanted.text("campaign")]
    try:
        set_participation(
            acting.engine,
            acting.principal,
            [wanted.customer_id],
            name,
            after.get("status"),
            after.get("stage"),
            expected=before,
        )
    except Stale as error:
        return _stale(error, {})
    return {"ok": True}


def _participation_changes(told: object) -> tuple[dict[str, str], dict[str, str]]:
    """Of "status" and "stage" what was seen, and what is to be."""
    entries = [entry for entry in told if isinstance(entry, dict)] if isinstance(told, list) else []
    changed = [entry for entry in entries if entry.get("field") in ("status", "stage")]
    before, after = ({entry["field"]: " ".join(_texts(entry.get(n))) for entry in changed} for n in ("before", "after"))
    return before, after


def _known(acting: Acting, wanted: Asked) -> Answer:
    """Statuses and stages that are in use, the most frequent first."""
    found = {
        name: [choice.value for choice in choices(acting.engine, acting.principal, f"participation.{name}")]
        for name in ("status", "stage")
    }
    return {"ok": True, **found}


def _products(acting: Acting, wanted: Asked) -> Answer:
    count = get_products(acting.engine, acting.settings, acting.principal, wanted.customer_id)
    return {"ok": True, "said": f"{format.counted(count, 'product')} fetched" if count else "The customer has none"}


def _summary(acting: Acting, wanted: Asked) -> Answer:
    """A campaign's summary, made now; whatever nobody wrote by hand says so."""
    made = campaign_summary(
        acting.engine, acting.settings, acting.principal, wanted.customer_id, wanted.text("campaign")
    )
    by = "Taken from what was said; nobody wrote it" if made.by == "extract" else f"Written by the model {made.by}"
    return {"ok": True, "text": made.text, "generated": by if made.generated else "", "note": made.note}


def _linked(acting: Acting, wanted: Asked) -> Answer:
    return {"ok": True, "linked": linked_lines(acting.engine, acting.principal, wanted.customer_id)}


def _delete(acting: Acting, wanted: Asked) -> Answer:
    return delete(acting.engine, acting.principal, wanted.customer_id, wanted.text("name"))


ACTS: dict[str, Callable[[Acting, Asked], Answer]] = {
    "save": _save,
    "release": _release,
    "participation": _participation,
    "known": _known,
    "products": _products,
    "summary": _summary,
    "linked": _linked,
    "delete": _delete,
}
"""What the browser can ask for, by name."""
CHANGING = ("save", "release", "participation", "products", "delete")
"""Those after which the page says something else."""
