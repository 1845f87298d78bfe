"""Addresses inside the product, relative to whatever it is served under. Nothing else spells one out."""

from collections.abc import Mapping
from urllib.parse import urlencode


def _address(page: str, params: Mapping[str, str | None]) -> str:
    query = urlencode({name: value for name, value in params.items() if value})
    return f"./{page}?{query}" if query else f"./{page}"


def customers(params: Mapping[str, str | None] | None = None) -> str:
    """The list of customers, with its own parameters."""
    return _address("", params or {})


def profile(customer_id: str, beside: Mapping[str, str] | None = None) -> str:
    """A profile; `beside` are the parameters of the list that the back arrow returns to."""
    return _address("", {**(beside or {}), "customer": customer_id})


def chat(
    customer_id: str,
    campaign_id: str | None = None,
    message_id: str | None = None,
    find: str | None = None,
    beside: Mapping[str, str] | None = None,
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


def download(job_id: str) -> str:
    """The file of a finished export."""
    return _address(f"download/{job_id}", {})


def duplicates(customer_id: str | None = None, **more: str | None) -> str:
    """Possible duplicates and conflicts; or who one customer is, and who else might be them."""
    return _address("duplicates", {"customer": customer_id, **more})
