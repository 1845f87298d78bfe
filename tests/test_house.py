"""The house in order: what the documents promise is what there is, and every version is pinned."""

import importlib
import re
import subprocess
from importlib import metadata
from pathlib import Path

import pytest
import typer
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from settings import Settings

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
COMMANDS = ("engine", "indexing", "search", "loaders")
"""The packages that `python -m` runs; each has a Typer `app` in its `__main__`."""

LOCAL_PLACES = re.compile(r"(?<![\w.])(/work/|/root/|/home/\w|/Users/\w|/tmp/\w|[A-Z]:\\)")
"""Paths that exist on one machine only."""


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def requirements(name: str) -> list[Requirement]:
    lines = (line.strip() for line in read(name).splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements.lock"])
def test_every_requirement_is_pinned(name: str) -> None:
    loose = [str(it) for it in requirements(name) if [part.operator for part in it.specifier] != ["=="]]
    assert loose == []


def test_lock_holds_what_the_requirements_bring_along() -> None:
    """Walks from the direct requirements through what each installed package asks for on this machine."""
    locked = {canonicalize_name(it.name): str(it.specifier) for it in requirements("requirements.lock")}
    waiting = [(canonicalize_name(it.name), it.extras) for it in requirements("requirements.txt")]
    missing, seen = set(), set()
    while waiting:
        name, extras = waiting.pop()
        if (name, frozenset(extras)) in seen:
            continue
        seen.add((name, frozenset(extras)))
        if locked.get(name) != f"=={metadata.version(name)}":
            missing.add(f"{name}=={metadata.version(name)}")
        for asked in map(Requirement, metadata.requires(name) or []):
            environments = [{"extra": extra} for extra in extras or {""}]
            if asked.marker is None or any(asked.marker.evaluate(env) for env in environments):
                waiting.append((canonicalize_name(asked.name), asked.extras))
    assert missing == set(), "run `make lock`"


@pytest.mark.parametrize("name", [it.name for it in requirements("requirements.txt")])
def test_requirement_is_explained(name: str) -> None:
    assert re.search(rf"^\| `{re.escape(name)}`", read("CONTRIBUTING.md"), re.M)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_setting_is_documented(name: str) -> None:
    """Its row of the table says the default and, word for word, the description in settings.py."""
    field = Settings.model_fields[name]
    row = re.search(rf"^\| `OPEN360_{name.upper()}` \| (.+?) \| (.+) \|$", read("docs/deploy.md"), re.M)
    assert row, "has no row in docs/deploy.md"
    assert row[2] == field.description
    if field.default_factory is None:
        assert row[1] == ("unset" if field.default is None else f"`{field.default}`")


def test_no_setting_is_documented_that_does_not_exist() -> None:
    named = set(re.findall(r"OPEN360_([A-Z_]+)", "".join(path.read_text() for path in DOCUMENTS)))
    assert named - {name.upper() for name in Settings.model_fields} == set()


def command_lines(package: str) -> list[str]:
    """`python -m PACKAGE COMMAND`, and ` --option` after it, for each command and option of one package."""
    app = importlib.import_module(f"{package}.__main__").app
    command = typer.main.get_command(app)
    commands = getattr(command, "commands", None) or {"": command}
    lines = []
    for name, each in commands.items():
        if each.hidden:
            continue
        line = f"python -m {package} {name}".strip()
        lines.append(line)
        lines += [f"{line} {option}" for it in each.params for option in it.opts if option.startswith("--")]
    return lines


@pytest.mark.parametrize("package", COMMANDS)
def test_commands_and_options_are_documented(package: str) -> None:
    """docs/commands.md has a section for each package, where each command and option stands in code quotes."""
    section = re.search(rf"^## `python -m {package}`\n(.*?)(?=^## |\Z)", read("docs/commands.md"), re.M | re.S)
    assert section, f"docs/commands.md has no section for python -m {package}"
    quoted = " ".join(re.findall(r"`([^`]+)`", section[1])).split()
    words = {word.strip("[]|…,") for piece in quoted for word in piece.split("|")}
    missing = [line for line in command_lines(package) if line.split()[-1] not in {*words, package}]
    assert missing == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_document_is_true_anywhere(path: Path) -> None:
    """No paths of one machine, and every link leads to a file that is there."""
    text = path.read_text(encoding="utf-8")
    assert LOCAL_PLACES.findall(text) == []
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert [link for link in links if link and not (path.parent / link).exists()] == []


def test_make_help_lists_what_people_run() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^make (\w+)", shown, re.M) == ["help", "run", "test", "lint", "bench", "screenshots"]
    assert set(re.findall(r"`make (\w+)`", read("README.md") + read("CONTRIBUTING.md"))) <= set(
        re.findall(r"^(\w+):", read("Makefile"), re.M)
    )
