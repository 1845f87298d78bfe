"""Components whose HTML, CSS and script stand beside their Python, each with the shared parts before its own."""

from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent


def component(name: str) -> Any:
    """Register `components/NAME/NAME.{html,css,js}`; returns the function that mounts it. Call it once, on import."""
    own = HERE / name

    def together(kind: str) -> str:
        return "\n".join((folder / file).read_text("utf-8") for folder, file in _files(own, name, kind))

    return st.components.v2.component(
        f"open360_{name}",
        html=(own / f"{name}.html").read_text("utf-8"),
        css=together("css"),
        js=together("js"),
    )


def _files(own: Path, name: str, kind: str) -> tuple[tuple[Path, str], tuple[Path, str]]:
    return (HERE, f"parts.{kind}"), (own, f"{name}.{kind}")
