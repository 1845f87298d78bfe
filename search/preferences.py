"""What one person has chosen for themselves: the columns of the customers table."""

import hashlib
from dataclasses import dataclass

from domain.access import Action, Principal, require
from engine import Engine


@dataclass(frozen=True)
class ShownColumn:
    """A column by the ID of its field, and its width in pixels where one was given."""

    id: str
    width: int | None = None


def get_columns(engine: Engine, principal: Principal) -> tuple[ShownColumn, ...]:
    """The columns that the principal chose, in their order; none when they never did. As it is now, unrefreshed."""
    require(principal, Action.READ)
    document = engine.get("saved", columns_id(principal)) or {}
    return tuple(ShownColumn(str(column["id"]), column.get("width")) for column in document.get("body") or ())


def columns_id(principal: Principal) -> str:
    """Where a principal's columns are kept: one document each, whatever characters their login has."""
    return "columns-" + hashlib.sha256(principal.identity.encode("utf-8", "surrogatepass")).hexdigest()
