"""The messages of one session as rows."""

from typing import Any

from ui.components.parts import component

_mount = component("transcript")


def transcript(view: dict[str, Any]) -> None:
    """Draw what `pages.session.view.transcript_view` made; it scrolls to `at` when that is a message's ID."""
    _mount(key="session-transcript", data=view)
