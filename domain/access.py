"""Who asks, and what each role may do. Checked where data is read or changed."""

from dataclasses import dataclass
from enum import StrEnum

from domain.errors import Forbidden


class Role(StrEnum):
    """From the least to the most."""

    VIEWER = "viewer"
    EDITOR = "editor"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What can be done; the value completes the sentence "Your role may not …"."""

    READ = "read"
    SAVE = "save filters and columns"
    EDIT = "add or edit customers"
    LOAD = "load files"
    SEND = "send messages"
    EXPORT = "export"
    SHARE = "share saved filters"
    MERGE = "merge customers or keep them apart"
    REASSIGN = "reassign conversations"
    UNDO = "undo a load"
    DELETE = "delete customers"
    MANAGE_FIELDS = "change fields"
    DEFINE_AGENTS = "define agents"
    CONNECT = "change connectors"
    READ_AUDIT = "read the audit log"
    MIGRATE = "migrate the index"


_ORDER = list(Role)
_LEAST = {
    Action.READ: Role.VIEWER,
    Action.SAVE: Role.VIEWER,
    Action.EDIT: Role.EDITOR,
    Action.LOAD: Role.EDITOR,
    Action.SEND: Role.EDITOR,
    Action.EXPORT: Role.SUPERVISOR,
    Action.SHARE: Role.SUPERVISOR,
    Action.MERGE: Role.SUPERVISOR,
    Action.REASSIGN: Role.SUPERVISOR,
    Action.UNDO: Role.SUPERVISOR,
    Action.DELETE: Role.SUPERVISOR,
    Action.MANAGE_FIELDS: Role.ADMINISTRATOR,
    Action.DEFINE_AGENTS: Role.ADMINISTRATOR,
    Action.CONNECT: Role.ADMINISTRATOR,
    Action.READ_AUDIT: Role.ADMINISTRATOR,
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


def refusal(principal: Principal, action: Action) -> str:
    """Why the principal may not do the action, in a sentence that names the role it needs; "" when they may."""
    if may(principal, action):
        return ""
    return f"Your role ({principal.role}) may not {action}; it needs {_LEAST[action]} or above."


def require(principal: Principal, action: Action) -> None:
    """Raise Forbidden, naming the role that is needed, unless the principal may do the action."""
    if sentence := refusal(principal, action):
        raise Forbidden(sentence)
