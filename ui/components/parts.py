"""Components whose HTML, CSS and script stand beside their Python, each with the shared parts before its own."""

from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent


def component(name: str) -> Any:
    """Register `components/NAME/NAME.{html,css,js}`; returns the function that mounts it. Call it once, on import.

    A long script can stand in several files of the folder; they come before NAME.js.
    """
    own = HERE / name

    def together(kind: str) -> str:
        return "\n".join((folder / file).read_text("utf-8") for folder, file in _files(own, name, kind))

    return st.components.v2.component(
        f"open360_{name}",
        html=(own / f"{name}.html").read_text("utf-8"),
        css=together("css"),
        js=together("js"),
    )


def _files(own: Path, name: str, kind: str) -> list[tuple[Path, str]]:
    others = sorted(path.name for path in own.glob(f"*.{kind}") if path.stem != name)
    return [(HERE, f"parts.{kind}"), *((own, other) for other in others), (own, f"{name}.{kind}")]
