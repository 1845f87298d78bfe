"""The log -> what the component draws: texts and links."""

from math import ceil
from typing import Any

import orjson

from search.audit import AuditEntry, AuditPage, AuditRequest
from ui import links
from ui.format import moment, number


def trail_view(request: AuditRequest, page: AuditPage, refusal: str = "") -> dict[str, Any]:
    """One page of the log with its filters; `refusal` says why there is none."""
    asked = {
        "q": request.text,
        "by": request.by,
        "action": request.action,
        "what": request.what,
        "customer": request.customer_id,
        "from": request.after.isoformat() if request.after else "",
        "to": request.before.isoformat() if request.before else "",
    }
    last = max(1, ceil(page.total.value / request.size))
    return {
        "asked": asked,
        "choices": {name: _with(values, asked[name]) for name, values in page.choices.items()},
        "rows": [_row(entry, request.time_zone) for entry in page.entries],
        "empty": refusal or _nothing(any(asked.values()), request.page > 1),
        "page": request.page,
        "pages": last,
        "where": f"Page {number(request.page)} of {number(last)}",
    }


def _with(values: tuple[str, ...], chosen: str) -> list[str]:
    """What is chosen stays a choice, also where nothing is called so."""
    return [*values] if chosen in values or not chosen else [chosen, *values]


def _nothing(filtered: bool, beyond: bool) -> str:
    if beyond:
        return "There is no such page: the log ends before it."
    return "Nothing in the log fits all of these. Clear one." if filtered else "Nothing has been changed yet."


def _row(entry: AuditEntry, zone: str) -> dict[str, Any]:
    at = moment(entry.at, zone)
    facts = [
        ("When", at.hover),
        ("Who", f"{entry.by} ({entry.role})"),
        ("Action", entry.action),
        ("Thing", entry.what),
        ("How many", "" if entry.count is None else number(entry.count)),
        ("ID", entry.object_id or ""),
        ("Customer", entry.customer_id or ""),
    ]
    changes, other = _changes(entry.details or {})
    return {
        "id": entry.entry_id,
        "time": at.text,
        "time_title": at.hover,
        "by": entry.by,
        "role": entry.role,
        "action": entry.action,
        "sentence": entry.sentence,
        "link": _link(entry),
        "facts": [{"name": name, "text": text} for name, text in facts if text],
        "changes": changes,
        "other": orjson.dumps(other, option=orjson.OPT_INDENT_2).decode() if other else "",
    }


def _link(entry: AuditEntry) -> dict[str, str] | None:
    """To whom or what it concerns, where there is a page of it."""
    if entry.customer_id:
        return {"text": "Customer", "href": links.profile(entry.customer_id)}
    if entry.what == "load" and entry.object_id:
        return {"text": "Load", "href": links.load(entry.object_id)}
    return None


def _changes(details: dict[str, Any]) -> tuple[list[dict[str, str]], dict[str, Any]]:
    """What was before and after, field by field; and what else was noted."""
    changes, other = [], {}
    for name, value in details.items():
        if isinstance(value, dict) and value.keys() <= {"before", "after"} and value:
            changes.append({"field": name, "before": _text(value.get("before")), "after": _text(value.get("after"))})
        else:
            other[name] = value
    return changes, other


def _text(value: Any) -> str:
    if value is None or value == []:
        return "—"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
