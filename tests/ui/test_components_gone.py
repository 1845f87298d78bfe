"""What a component still says when it has left the page already is passed over."""

from collections.abc import Callable
from typing import Any

import pytest

from ui.components import conditions, fields, newcomer, saved, table


def refuse(*_: Any) -> Any:
    raise AssertionError("nothing was said")


MENU = saved.Menu(filters=(), everybody="", fields="", filtered=False)
TABLE = table.Table("", (), (), table.Pager("", None, None), ("", ""), "", "", "", 0, "")
DRAWN: dict[Any, Callable[[], Any]] = {
    conditions: lambda: conditions.conditions("gone", fields=(), where="", names={}, count="", choices=None),
    fields: lambda: fields.fields("gone", (), back="", reason="", answer={}, act=refuse),
    newcomer: lambda: newcomer.newcomer("gone", (), {}, ()),
    saved: lambda: saved.saved_menu("gone", MENU, refuse),
    table: lambda: table.table("gone", TABLE, on_columns=refuse, options=refuse),
}


@pytest.mark.parametrize("module", DRAWN, ids=lambda module: str(module.__name__))
def test_a_component_that_has_left_says_nothing(module: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    mounted: dict[str, Any] = {}
    monkeypatch.setattr(module, "_mount", lambda **arguments: mounted.update(arguments))
    DRAWN[module]()
    heard = [callback for name, callback in mounted.items() if name.startswith("on_")]
    assert heard
    for callback in heard:
        callback()
