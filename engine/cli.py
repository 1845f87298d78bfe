"""How every command of ours ends: with one sentence where a person can do something, never with a traceback."""

import os
import sys
import traceback
from datetime import UTC, datetime

import typer

from domain.errors import Open360Error
from settings import get_settings


def run(app: typer.Typer) -> None:
    """Run a command line. Exit code 1 and one sentence on stderr when it cannot go on."""
    try:
        app()
    except Open360Error as error:
        _exit(str(error))
    except KeyboardInterrupt:
        _exit("Stopped; what was written stays, and the same command can be run again.")
    except BrokenPipeError:  # `| head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        _exit(f"It ended by an error of the program ({type(error).__name__}); {_keep(error)}.")


def _keep(error: Exception) -> str:
    """Write down where it happened, without the values at hand, which may be personal."""
    folder = get_settings().home / "logs"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "errors.log").open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now(UTC).isoformat()} {type(error).__name__}\n")
            file.writelines(traceback.format_tb(error.__traceback__))
    except OSError:
        return "it could not be written down"
    return f"{folder / 'errors.log'} says where"


def _exit(sentence: str) -> None:
    typer.echo(sentence, err=True)
    raise SystemExit(1)
