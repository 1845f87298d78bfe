"""All fields as a table: what they are called, hold and come from; those who may rename and hide them right in it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ui.components.parts import component
from ui.filters import follow, told

_mount = component("fields")


@dataclass(frozen=True)
class Line:
    """A field. `title` is what people read, `renamed` whether it is one that people gave; `customers` how many have
    it, as a text; `href` the list of those; `note` what else there is to know."""

    id: str
    title: str
    renamed: bool
    type: str
    group: str
    source: str
    customers: str
    href: str
    hidden: bool
    note: str = ""


def fields(
    key: str,
    lines: Sequence[Line],
    *,
    back: str,
    reason: str,
    answer: dict[str, Any],
    act: Callable[[dict[str, Any]], None],
) -> None:
    """Draw the table. `back` leads to the list; `reason`: why the reader may change nothing, "" when they may; `answer`
    {request, problem} tells what became of the last act; `act` carries out {request, do, id, title}, where `do` is
    "rename", "hide" or "show"."""

    def carry_out() -> None:
        wanted = told(key, "act")
        if isinstance(wanted, dict):
            act(wanted)

    data = {"fields": [asdict(line) for line in lines], "back": back, "reason": reason, "answer": answer}
    _mount(key=key, data=data, on_act_change=carry_out, on_go_change=follow(key))
