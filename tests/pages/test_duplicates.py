"""Who may not decide is told why, and cannot."""

import pytest
from streamlit.testing.v1 import AppTest

from domain.access import Principal, Role


def deciding() -> None:
    from pages.duplicates.deciding import buttons, why_not

    def never() -> str:
        raise AssertionError("decided")

    why_not()
    buttons(["Ann", "Ivo"], never, never)


@pytest.mark.parametrize(("role", "may"), [(Role.VIEWER, False), (Role.EDITOR, False), (Role.SUPERVISOR, True)])
def test_the_buttons_are_for_whom_may_merge(monkeypatch, role, may):
    from ui import context

    monkeypatch.setattr(context, "principal", lambda: Principal("ann", role))
    shown = AppTest.from_function(deciding).run()
    buttons = {button.label: button for button in shown.button}
    assert [buttons[name].disabled for name in ("Same person", "Different people")] == [not may] * 2
    told = [caption.value for caption in shown.caption]
    assert told == (
        [] if may else [f"Your role ({role}) may not merge customers or keep them apart; it needs supervisor or above."]
    )
