"""Addresses inside the product, relative to whatever it is served under. Nothing else spells one out."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

Params = Mapping[str, str | Sequence[str] | None]
"""Parameters of an address: a list is one that is repeated; None and "" are left out."""


def query_of(params: Params) -> str:
    """The address behind the "?", as the browser's side writes it too (`queryText` in components/parts.js)."""
    return urlencode({name: value for name, value in params.items() if value}, doseq=True)


def _address(page: str, params: Params) -> str:
    query = query_of(params)
    return f"./{page}?{query}" if query else f"./{page}"


def customers(params: Params | None = None) -> str:
    """The list of customers, with its own parameters."""
    return _address("", params or {})


def participants(campaign_id: str) -> str:
    """The list of those who are in a campaign."""
    return customers({"f.participation.campaign": campaign_id})


def of_load(load_id: str, parts: Sequence[str] = ()) -> str:
    """The list of those whom a load is about, or one that is made of `parts`."""
    return customers({"f.load": [*parts] or load_id})


def fields() -> str:
    """The page of all fields."""
    return _address("fields", {})


def profile(customer_id: str, beside: Params | None = None) -> str:
    """A profile; `beside` are the parameters of the list that the back arrow returns to."""
    return _address("", {**(beside or {}), "customer": customer_id})


def chat(
    customer_id: str,
    campaign_id: str | None = None,
    message_id: str | None = None,
    find: str | None = None,
    beside: Params | None = None,
) -> str:
    """The chat with a customer in a campaign (None: everything), at a message, with the words to mark."""
    return _address(
        "",
        {
            **(beside or {}),
            "customer": customer_id,
            "tab": "communications",
            "campaign": campaign_id,
            "message": message_id,
            "find": find,
        },
    )


def session(session_id: str, find: str | None = None) -> str:
    """The full record behind a communication."""
    return _address("session", {"id": session_id, "find": find})


def load(load_id: str | None = None, job_id: str | None = None) -> str:
    """The load page; or one load's report, or a running job on it."""
    return _address("load", {"load": load_id, "job": job_id})


def duplicates(customer_id: str | None = None, **more: str | None) -> str:
    """Possible duplicates and conflicts; or who one customer is, and who else might be them."""
    return _address("duplicates", {"customer": customer_id, **more})


def download(job_id: str) -> str:
    """The file of a finished export."""
    return _address(f"download/{job_id}", {})
