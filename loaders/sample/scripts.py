"""The conversation scripts in texts/LANGUAGE.txt, read into frozen records.

`@name one | two` gives the variants of a stock phrase. `== name` begins a script; its lines are `WHO: one | two`,
WHO being c (customer), a (agent), o (operator) or s (system); `>>` hands over to an operator; a line that begins
with `?` is optional, together with the optional ones beside it. `-- name` begins an ending: what stands before the
first is common to all. `subject:` gives an e-mail's subjects. {slot} is filled in, {he/she} goes by the customer's
gender, and the two characters \\n are a new line.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LANGUAGES = ("en", "de", "es", "fr", "pl", "uk", "tr", "ar", "he", "ja")


@dataclass(frozen=True)
class Line:
    """`who` is c, a, o, s or `>>`; optional lines of one number come or stay away together (0: always there)."""

    who: str
    variants: tuple[str, ...]
    optional: int


@dataclass(frozen=True)
class Script:
    subjects: tuple[str, ...]
    endings: dict[str, tuple[Line, ...]]
    """Ending -> all lines that lead to it. A script without endings has the one named ""."""


@dataclass(frozen=True)
class Book:
    """Everything that can be said in one language."""

    language: str
    phrases: dict[str, tuple[str, ...]]
    scripts: dict[str, Script]


def table(name: str) -> Any:
    """The data of a JSON file beside this module."""
    return json.loads((HERE / f"{name}.json").read_text("utf-8"))


@cache
def book(language: str) -> Book:
    phrases: dict[str, tuple[str, ...]] = {}
    scripts: dict[str, list[str]] = {}
    lines: list[str] = []
    for raw in (HERE / "texts" / f"{language}.txt").read_text("utf-8").splitlines():
        line = raw.strip()
        if line.startswith("@"):
            name, _, variants = line[1:].partition(" ")
            phrases[name] = _variants(variants)
        elif line.startswith("=="):
            lines = scripts.setdefault(line[2:].strip(), [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return Book(language, phrases, {name: _script(lines) for name, lines in scripts.items()})


def _variants(text: str) -> tuple[str, ...]:
    return tuple(variant.strip().replace("\\n", "\n") for variant in text.split(" | "))


def _script(raw_lines: list[str]) -> Script:
    subjects: tuple[str, ...] = ()
    common: list[Line] = []
    endings: dict[str, list[Line]] = {}
    lines = common
    optional, before = 0, False
    for raw in raw_lines:
        if raw.startswith("--"):
            lines = endings.setdefault(raw[2:].strip(), [])
            before = False
            continue
        who, _, text = raw.lstrip("?").partition(": ")
        if who == "subject":
            subjects = _variants(text)
            continue
        is_optional = raw.startswith("?")
        optional += is_optional and not before
        before = is_optional
        lines.append(Line(who, _variants(text) if text else (), optional if is_optional else 0))
    whole = {name: (*common, *more) for name, more in (endings or {"": []}).items()}
    return Script(subjects, whole)
