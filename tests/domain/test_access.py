"""What each role may do, action by action: the table that users are promised."""

import pytest

from domain.access import Action, Principal, Role, may, refusal, require
from domain.errors import Forbidden

VIEWER, EDITOR, SUPERVISOR, ADMINISTRATOR = Role
LEAST = {
    Action.READ: VIEWER,
    Action.SAVE: VIEWER,
    Action.EDIT: EDITOR,
    Action.LOAD: EDITOR,
    Action.SEND: EDITOR,
    Action.EXPORT: SUPERVISOR,
    Action.SHARE: SUPERVISOR,
    Action.MERGE: SUPERVISOR,
    Action.REASSIGN: SUPERVISOR,
    Action.UNDO: SUPERVISOR,
    Action.DELETE: SUPERVISOR,
    Action.MANAGE_FIELDS: ADMINISTRATOR,
    Action.DEFINE_AGENTS: ADMINISTRATOR,
    Action.CONNECT: ADMINISTRATOR,
    Action.READ_AUDIT: ADMINISTRATOR,
    Action.MIGRATE: ADMINISTRATOR,
}


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_what_it_and_those_below_it_may(role, action):
    principal = Principal("ana", role)
    allowed = list(Role).index(role) >= list(Role).index(LEAST[action])
    assert may(principal, action) is allowed
    if allowed:
        require(principal, action)
        assert refusal(principal, action) == ""
    else:
        with pytest.raises(Forbidden, match=f"{role}.*{action}.*{LEAST[action]}"):
            require(principal, action)
