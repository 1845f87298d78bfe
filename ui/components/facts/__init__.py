"""Sections of named values beside a record."""

from typing import Any

from ui.components.parts import component

_mount = component("facts")


def facts(sections: list[dict[str, Any]]) -> None:
    """Draw sections {title, empty, rows: [{name, text, json, href, title}]}; `json` unfolds under `text`."""
    _mount(key="facts", data={"sections": sections})
