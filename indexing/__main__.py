"""`python -m indexing migrate|status`."""

from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.table import Table

from domain.access import LOCAL
from engine.cli import run
from engine.connect import connect
from indexing.migration import run_migration
from indexing.versions import is_outdated
from search.status import get_status
from settings import get_settings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.callback()
def main() -> None:
    """Look after the indexes."""


IfNeeded = Annotated[bool, typer.Option("--if-needed", help="Do and say nothing where every index is up to date.")]


@app.command()
def migrate(if_needed: IfNeeded = False) -> None:
    """Bring every index to the version of this program."""
    settings = get_settings()
    engine = connect(settings)
    if if_needed and not is_outdated(engine):
        return
    for sentence in run_migration(engine, LOCAL, settings.language):
        typer.echo(sentence)


@app.command()
def status(json: Json = False) -> None:
    """Count everything that is stored; participations go without Customer Service."""
    found = get_status(connect(get_settings()), LOCAL)
    if json:
        told = orjson.loads(orjson.dumps(found))
        typer.echo(orjson.dumps({**told.pop("counts"), **told}, option=orjson.OPT_INDENT_2).decode())
        return
    table = Table(show_header=False, box=None)
    counts: dict[str, Any] = orjson.loads(orjson.dumps(found.counts))
    for name, count in counts.items():
        table.add_row(name, f"{count:,}")
    Console().print(table)


if __name__ == "__main__":
    run(app)
