"""The head of one record's page: back arrow, name, neighbours in the list, tabs, and what can be done."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from ui.components.parts import component
from ui.filters import follow

_mount = component("header")


@dataclass(frozen=True)
class Tab:
    """`count` stands, in grey, beside the title."""

    title: str
    href: str
    current: bool
    count: str = ""


@dataclass(frozen=True)
class Way:
    """A link; without `href` it leads nowhere and is drawn so. `label` says where to, for hover and readers."""

    href: str | None
    label: str


@dataclass(frozen=True)
class Deed:
    """A button or link on the right. `reason` says why it cannot be used now; `primary` fills it with the accent."""

    title: str
    href: str | None = None
    reason: str = ""
    primary: bool = False


@dataclass(frozen=True)
class Header:
    """`position` "2 of 17" in the list, "" where unknown; `note` one quiet sentence below the name; `keys` are
    (keys, what they do), shown by `?`."""

    title: str
    back: Way
    tabs: Sequence[Tab]
    position: str = ""
    previous: Way = Way(None, "")
    next: Way = Way(None, "")
    deeds: Sequence[Deed] = ()
    note: str = ""
    keys: Sequence[tuple[str, str]] = ()


def header(key: str, content: Header) -> None:
    """Draw it; `key` is fixed and unique in the page."""
    _mount(key=key, data=asdict(content), on_go_change=follow(key))
