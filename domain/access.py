"""Who asks, and what each role may do. Checked where data is read or changed."""

from dataclasses import dataclass
from enum import StrEnum

from domain.errors import Forbidden


class Role(StrEnum):
    VIEWER = "viewer"
    EDITOR = "editor"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    READ = "read"
    LOAD = "load"
    UNDO = "undo a load"
    DEFINE_AGENTS = "define agents"
    MIGRATE = "migrate the index"


_ORDER = list(Role)
_LEAST = {
    Action.READ: Role.VIEWER,
    Action.LOAD: Role.EDITOR,
    Action.UNDO: Role.SUPERVISOR,
    Action.DEFINE_AGENTS: Role.ADMINISTRATOR,
    Action.MIGRATE: Role.ADMINISTRATOR,
}


@dataclass(frozen=True)
class Principal:
    """Who asks. `identity` is a login name or address; it is stored with what they change."""

    identity: str
    role: Role


LOCAL = Principal("local", Role.ADMINISTRATOR)
"""The single user of a product that listens on loopback alone."""


def may(principal: Principal, action: Action) -> bool:
    """True when the principal's role allows the action."""
    return _ORDER.index(principal.role) >= _ORDER.index(_LEAST[action])


def require(principal: Principal, action: Action) -> None:
    """Raise Forbidden, naming the role that is needed, unless the principal may do the action."""
    if not may(principal, action):
        raise Forbidden(f"Your role ({principal.role}) may not {action}; it needs {_LEAST[action]} or above.")
