"""`python -m engine start|stop|status`: the local node. Exit codes: 0 done, 1 could not, 2 wrong usage."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from domain.errors import Open360Error, WrongInput
from engine import node
from engine.cli import run
from engine.connect import connect
from settings import Settings, get_settings

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The local OpenSearch of Open360.")
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def start(as_json: Json = False) -> None:
    """Start the local node unless it runs, and print its URL."""
    with _sentences():
        settings = get_settings()
        connect(settings)
        _show(settings, as_json)


@app.command()
def stop() -> None:
    """Stop the local node; its data stay."""
    with _sentences():
        settings = get_settings()
        if settings.opensearch_url:
            raise WrongInput(
                "OPEN360_OPENSEARCH_URL names another OpenSearch, which is not ours to stop; unset it to stop "
                "the local node."
            )
        stopped = node.stop(settings)
    typer.echo("The local node is stopped." if stopped else "The local node was not running.", err=True)


@app.command()
def status(as_json: Json = False) -> None:
    """Print the URL of the OpenSearch in use; exit with 1 if it does not run."""
    with _sentences():
        _show(get_settings(), as_json)


def _show(settings: Settings, as_json: bool) -> None:
    """Print the URL alone on stdout, so that programs can take it; what people want to know on stderr."""
    if settings.opensearch_url:
        url = connect(settings).url
        facts: dict[str, object] = {"state": "external", "url": url}
        told = "as OPEN360_OPENSEARCH_URL says; there is no local node"
    else:
        found = node.status(settings)
        facts = {name: str(value) if isinstance(value, Path) else value for name, value in asdict(found).items()}
        url, told = found.url or "", f"{found.state}, process {found.pid}, data in {found.data}"
    if as_json:
        typer.echo(json.dumps(facts))
    elif url:
        typer.echo(url)
        typer.echo(told, err=True)
    if not url:
        typer.echo("The local node does not run; 'python -m engine start' starts it.", err=True)
        raise typer.Exit(1)


@contextmanager
def _sentences() -> Iterator[None]:
    try:
        yield
    except Open360Error as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


if __name__ == "__main__":
    run(app)
