"""What one person chooses for themselves: written here, read by search/preferences.py."""

from collections.abc import Sequence

from domain.access import Action, Principal, require
from domain.errors import WrongInput
from engine import Engine
from engine.handle import translated
from indexing import versions
from indexing.processes import now
from search.preferences import ShownColumn, columns_id
from settings import get_settings

MAX_COLUMNS = 60
WIDTHS_PX = range(40, 2001)


def save_columns(engine: Engine, principal: Principal, columns: Sequence[ShownColumn]) -> None:
    """Keep the columns that the principal wants to see, in this order; none brings back those of the beginning.

    Raises WrongInput for a column that stands there twice, too many of them, or a width that cannot be.
    """
    require(principal, Action.SAVE)
    if len(columns) > MAX_COLUMNS:
        raise WrongInput(f"A table can have {MAX_COLUMNS} columns at most; take some out.")
    if len({column.id for column in columns}) != len(columns):
        raise WrongInput("A column can stand in the table only once; take the other out.")
    if any(column.width is not None and column.width not in WIDTHS_PX for column in columns):
        raise WrongInput(f"A column can be {WIDTHS_PX[0]} to {WIDTHS_PX[-1]:,} pixels wide; choose something between.")
    document_id = columns_id(principal)
    document = {
        "saved_id": document_id,
        "kind": "columns",
        "owner": principal.identity,
        "shared": False,
        "body": [{"id": one.id, **({"width": one.width} if one.width else {})} for one in columns],
        "updated_at": now(),
    }
    versions.ensure(engine, get_settings().language)
    with translated(engine.url):
        params = {"require_alias": "true"}
        engine.client.index(index=engine.alias("saved"), id=document_id, body=document, params=params)
