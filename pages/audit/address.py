"""The address of the audit page <-> what is asked. Everything a copied link must bring along is in it."""

from collections.abc import Mapping
from datetime import date

from search.audit import AuditRequest

NAMES = ("q", "by", "action", "what", "customer", "from", "to")
"""Parameters of the address that narrow the log down."""


def request_of(params: Mapping[str, str], time_zone: str) -> tuple[AuditRequest, list[str]]:
    """What an address asks, days meant in `time_zone`; and a sentence for each part that could not be read."""
    problems: list[str] = []

    def day(name: str) -> date | None:
        text = params.get(name, "")
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            problems.append(f"The date “{text}” in the address was left out: write it like 2024-05-31.")
            return None

    page = params.get("page", "")
    if page and not (page.isascii() and page.isdecimal() and len(page) < 6 and int(page) > 0):
        problems.append(f"The page “{page}” in the address does not exist: this is the first.")
        page = ""
    request = AuditRequest(
        text=params.get("q", "").strip(),
        by=params.get("by", ""),
        action=params.get("action", ""),
        what=params.get("what", ""),
        customer_id=params.get("customer", "").strip(),
        after=day("from"),
        before=day("to"),
        page=int(page or 1),
        time_zone=time_zone,
    )
    return request, problems
