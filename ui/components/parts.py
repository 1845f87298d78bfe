"""Components whose HTML, CSS and script stand beside their Python, each with the shared parts before its own."""

from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent


def component(name: str) -> Any:
    """Register `components/NAME/NAME.{html,css,js}`; returns the function that mounts it. Call it once, on import.

    Further `*.css` and `*.js` files in its folder come along, before its own; all scripts are one module.
    """
    own = HERE / name

    def together(kind: str) -> str:
        return "\n".join(file.read_text("utf-8") for file in _files(own, kind))

    return st.components.v2.component(
        f"open360_{name}",
        html=(own / f"{name}.html").read_text("utf-8"),
        css=together("css"),
        js=together("js"),
    )


def _files(own: Path, kind: str) -> list[Path]:
    main = own / f"{own.name}.{kind}"
    return [HERE / f"parts.{kind}", *sorted(file for file in own.glob(f"*.{kind}") if file != main), main]
