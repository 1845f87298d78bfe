"""What jobs do to many customers: set their participation, delete them. Run again, each does what is left to do."""

from collections.abc import Callable, Mapping
from typing import Any

from domain.access import Action, Principal, require
from domain.errors import Stale
from engine import Engine
from indexing.deletion import delete_customers
from indexing.edits import set_participation
from indexing.loads import Cancelled
from search.customers import iter_selected
from search.requests import Selection

Tell = Callable[[dict[str, Any]], None]


def run_participation(
    engine: Engine, principal: Principal, arguments: Mapping[str, Any], region: str | None, tell: Tell
) -> dict[str, Any]:
    """{selection, campaign, status, stage} -> {changed, unchanged, missing}. `tell` is told {done, total, unit} and may
    raise Cancelled."""
    require(principal, Action.EDIT)
    ids = _chosen(engine, principal, arguments, region)
    done = set_participation(
        engine,
        principal,
        ids,
        arguments["campaign"],
        arguments.get("status"),
        arguments.get("stage"),
        _telling(tell, len(ids)),
    )
    return {"changed": done.changed, "unchanged": done.unchanged, "missing": done.missing}


def run_deletion(
    engine: Engine, principal: Principal, arguments: Mapping[str, Any], region: str | None, tell: Tell
) -> dict[str, Any]:
    """{selection, confirmed} -> the counts of `Deleted`. `confirmed` is how many matched when somebody agreed to it;
    raises Stale, before anybody is deleted, when more do by now."""
    require(principal, Action.DELETE)
    ids = _chosen(engine, principal, arguments, region)
    confirmed = arguments.get("confirmed")
    if confirmed is not None and arguments["selection"].get("request") and len(ids) > confirmed:
        raise Stale(
            f"Nobody was deleted: {len(ids):,} customers match by now, and {confirmed:,} were confirmed; "
            "look at the list again and start anew.",
            {},
        )
    return delete_customers(engine, principal, ids, _telling(tell, len(ids))).as_dict()


def _chosen(engine: Engine, principal: Principal, arguments: Mapping[str, Any], region: str | None) -> list[str]:
    """Taken as a whole first: what is changed may match no longer. Who was chosen one by one and is gone is kept, to
    be counted as missing."""
    selection = Selection.from_dict(arguments["selection"])
    if selection.request is None:
        return list(selection.ids)
    batches = iter_selected(engine, principal, selection, region, ["customer_id"])
    return [id for batch in batches for id, _ in batch]


def _telling(tell: Tell, total: int) -> Callable[[int], None]:
    def told(done: int) -> None:
        try:
            tell({"done": done, "total": total, "unit": "customers"})
        except Cancelled:
            if done < total:
                raise Cancelled(
                    f"It was stopped after {done:,} of {total:,} customers; these stay as they are now. "
                    "Start it again for the rest."
                ) from None

    told(0)
    return told
