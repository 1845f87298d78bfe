"""`python -m loaders agents|campaign|conversations|sample|undo`: the command line of every load."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from domain.access import LOCAL
from domain.errors import WrongInput
from domain.reports import LoadReport, RowError
from engine import Engine
from engine.cli import run
from engine.connect import connect
from indexing import undo as undoing
from loaders.agents import load_agents
from loaders.campaign import load_campaign
from loaders.conversations import load_conversations
from loaders.run import LoadOptions
from loaders.run import Progress as Step
from loaders.source import Source, open_source
from settings import Settings, get_settings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

DryRun = Annotated[bool, typer.Option("--dry-run", help="Check everything and report, but write nothing.")]
Errors = Annotated[Path | None, typer.Option("--errors", help="Write one JSON line a rejected row into this file.")]
Json = Annotated[bool, typer.Option("--json", help="Print the report as one JSON object on stdout.")]
Region = Annotated[str | None, typer.Option("--region", help="Two-letter region of phones without a country code.")]
Namespace = Annotated[str, typer.Option("--id-namespace", help="Namespace of the customer IDs in the file.")]

Loader = Callable[[Engine, Source, LoadOptions], LoadReport]


@app.callback()
def main() -> None:
    """Load files into Open360. Exit codes: 0 all loaded, 1 could not run, 2 wrong usage, 3 rejects or conflicts."""


@app.command()
def agents(file: str, dry_run: DryRun = False, errors: Errors = None, json: Json = False) -> None:
    """Load agent definitions: a JSON list of {id, name, result_fields}."""
    _load(load_agents, file, dry_run, errors, json)


@app.command()
def campaign(
    file: str,
    name: Annotated[str, typer.Option("--name", help="Name of the campaign.")],
    map: Annotated[
        list[str] | None, typer.Option("--map", help="COLUMN=FIELD: what a column means; repeat it for more.")
    ] = None,
    region: Region = None,
    id_namespace: Namespace = "default",
    dry_run: DryRun = False,
    errors: Errors = None,
    json: Json = False,
) -> None:
    """Load a campaign upload: a table with a header, one contact a row."""
    loader = partial(load_campaign, name=name, mapping=_mapping(map or []))
    _load(loader, file, dry_run, errors, json, region, id_namespace)


@app.command()
def conversations(
    files: list[str],
    region: Region = None,
    id_namespace: Namespace = "default",
    dry_run: DryRun = False,
    errors: Errors = None,
    json: Json = False,
) -> None:
    """Load conversation logs: JSON Lines, one communication a line."""
    if json and len(files) > 1:
        raise typer.BadParameter("--json prints one report; give one file at a time.")
    codes = [_run(load_conversations, f, dry_run, errors, json, region, id_namespace) for f in files]
    raise typer.Exit(max(codes))


@app.command()
def sample(
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Do nothing when there is data already.")] = False,
    json: Json = False,
) -> None:
    """Load the sample data; 'undo' with its load ID takes it out again."""
    from loaders.sample_load import load_sample  # here, for the other commands start faster without it

    settings = get_settings()
    with _progress(json) as on_progress:
        report = load_sample(connect(settings), _options(settings, None, "default", False, on_progress), if_empty)
    if report is None:
        typer.echo("There is data already; the sample was not loaded.", err=True)
        return
    _print(report, json)


@app.command()
def undo(load_id: str, json: Json = False) -> None:
    """Take out what a load created, and bring back what it replaced."""
    done = undoing.undo(connect(get_settings()), LOCAL, load_id)
    if json:
        typer.echo(orjson.dumps(done.as_dict()).decode())
    else:
        typer.echo(f"Undone: {done.removed:,} removed, {done.restored:,} restored, {done.kept:,} kept.", err=True)


@app.command(hidden=True)
def job(job_id: str) -> None:
    """Run a job that the app has queued."""
    from loaders.job import run_job  # here, for it brings the sample along

    settings = get_settings()
    run_job(connect(settings), settings, job_id)


def _load(
    loader: Loader,
    file: str,
    dry_run: bool,
    errors: Path | None,
    json: bool,
    region: str | None = None,
    namespace: str = "default",
) -> None:
    raise typer.Exit(_run(loader, file, dry_run, errors, json, region, namespace))


def _run(
    loader: Loader,
    file: str,
    dry_run: bool,
    errors: Path | None,
    json: bool,
    region: str | None,
    namespace: str,
) -> int:
    settings = get_settings()
    with open_source(file, settings.home / "incoming") as source, _error_file(errors) as on_error:
        engine = connect(settings)
        with _progress(json) as on_progress:
            report = loader(engine, source, _options(settings, region, namespace, dry_run, on_progress, on_error))
    _print(report, json)
    return report.exit_code


def _options(
    settings: Settings,
    region: str | None,
    namespace: str,
    dry_run: bool,
    on_progress: Callable[[Step], None],
    on_error: Callable[[RowError], None] = lambda _: None,
) -> LoadOptions:
    return LoadOptions(
        LOCAL,
        region=(region or settings.region or "").upper() or None,
        namespace=namespace,
        language=settings.language,
        dry_run=dry_run,
        on_progress=on_progress,
        on_error=on_error,
        tell=lambda sentence: typer.echo(sentence, err=True),
    )


def _mapping(pairs: list[str]) -> dict[str, str]:
    mapping = {}
    for pair in pairs:
        column, equals, field = pair.rpartition("=")
        if not equals or not column:
            raise typer.BadParameter(f"--map takes COLUMN=FIELD, not '{pair}'.")
        mapping[column] = field
    return mapping


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[Step], None]]:
    """A bar on stderr with rate and time left; nothing where stderr is no terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rows]:,} rows, {task.fields[rate]:,.0f}/s, {task.fields[rejected]:,} rejected"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal, transient=True) as bar:
        task = bar.add_task("loading", total=None, rows=0, rejected=0, rate=0.0)

        def tell(step: Step) -> None:
            elapsed = bar.tasks[0].elapsed or 1.0
            bar.update(
                task,
                description=step.step,
                completed=step.done_bytes,
                total=step.total_bytes,
                rows=step.read,
                rejected=step.rejected,
                rate=step.read / elapsed,
            )

        yield tell


@contextmanager
def _error_file(path: Path | None) -> Iterator[Callable[[RowError], None]]:
    if path is None:
        yield lambda _: None
        return
    try:
        file = path.open("wb")
    except OSError as error:
        raise WrongInput(f"The errors file {path} cannot be written: {error.strerror}.") from None
    with file:
        yield lambda error: (file.write(orjson.dumps(error.as_dict()) + b"\n"), None)[1]


def _print(report: LoadReport, json: bool) -> None:
    if json:
        typer.echo(orjson.dumps(report.as_dict()).decode())
        return
    typer.echo(
        f"{report.read:,} {report.counts_of} read: {report.created:,} created, {report.updated:,} updated, "
        f"{report.unchanged:,} unchanged, {report.rejected:,} rejected; {report.conflicts:,} conflicts. "
        f"Load {report.load_id}.",
        err=True,
    )
    for sentence, count in report.notes.items():
        typer.echo(f"  {count:,} {sentence}.", err=True)


if __name__ == "__main__":
    run(app)
