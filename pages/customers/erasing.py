"""Deleting a customer from their profile: what is linked, the name typed to confirm, and the proof afterwards."""

from typing import Any

from domain.access import Action, Principal, require
from domain.errors import WrongInput
from engine import Engine
from indexing.deletion import Deleted, delete_customers
from pages.customers.gone import PROOF
from search.linked import linked
from search.profile import get_profile
from ui.format import counted, number

WITHOUT_NAME = "delete"
"""What is typed for a customer without a name."""
_PERMANENT = "Deleting is permanent: nothing of them can be brought back."


def linked_lines(engine: Engine, principal: Principal, customer_id: str) -> list[str]:
    """What goes with the customer, in sentences for the confirmation."""
    require(principal, Action.DELETE)
    found = linked(engine, principal, customer_id)
    both = f"{counted(found.communications, 'session')} and {counted(found.communications, 'communication')}"
    inside = f"{counted(found.messages, 'message')} and {counted(found.logs, 'log line')}"
    campaigns = counted(found.campaigns, "campaign")
    return [f"{both} are linked to this customer, with {inside}; they take part in {campaigns}.", _PERMANENT]


def delete(engine: Engine, principal: Principal, customer_id: str, typed: str) -> dict[str, Any]:
    """Delete for ever when the customer's name was typed. Returns the answer, with the proof in it."""
    name = get_profile(engine, principal, customer_id).name or WITHOUT_NAME
    if typed.split() != name.split():
        raise WrongInput("What was typed is not the customer's name; type it as it stands there.")
    return {"ok": True, PROOF: proof_of(delete_customers(engine, principal, [customer_id]))}


def proof_of(deleted: Deleted) -> dict[str, Any]:
    """What was removed, and what was found when everything was searched for them again."""
    counts = (
        ("Customers", deleted.customers),
        ("Sessions", deleted.sessions),
        ("Messages", deleted.messages),
        ("Log lines", deleted.logs),
        ("Records of what sources said", deleted.records),
        ("Identity keys and what joined them", deleted.identities),
    )
    left = f"{counted(deleted.remaining, 'document')} could not be removed; delete the customer again."
    sentence = "The customer and everything linked to them are gone. All indexes were searched again: nothing is left."
    return {
        "sentence": left if deleted.remaining else sentence,
        "removed": [(name, number(count)) for name, count in counts],
        "left": [("Documents that are still there", number(deleted.remaining))],
    }
