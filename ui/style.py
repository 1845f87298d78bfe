"""The one style sheet, and the colour tokens it and every component use: `var(--o-…)`.

The values are the theme's (.streamlit/config.toml), light and dark at once: `light-dark()` follows the theme
live, and custom properties reach into the components' shadow roots.
"""

from functools import lru_cache
from pathlib import Path

import streamlit as st

_TOKENS = {
    "accent": "primaryColor",
    "page": "backgroundColor",
    "side": "secondaryBackgroundColor",
    "text": "textColor",
    "line": "borderColor",
    "muted": "grayTextColor",
    "grey": "grayBackgroundColor",
    "blue": "blueBackgroundColor",
    "good": "greenTextColor",
    "good-back": "greenBackgroundColor",
    "warn": "yellowTextColor",
    "match": "yellowBackgroundColor",
    "match-now": "orangeBackgroundColor",
    "bad": "redTextColor",
    "bad-back": "redBackgroundColor",
}


@lru_cache(maxsize=1)
def sheet() -> str:
    """The whole style sheet."""
    tokens = "".join(
        f"--o-{name}:light-dark({st.get_option(f'theme.light.{option}')},{st.get_option(f'theme.dark.{option}')});"
        for name, option in _TOKENS.items()
    )
    return f":root{{{tokens}}}\n{Path(__file__).with_name('style.css').read_text(encoding='utf-8')}"


def apply() -> None:
    st.html(f"<style>{sheet()}</style>")
