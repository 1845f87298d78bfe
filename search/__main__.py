"""`python -m search QUERY`: hits for people, or with --json for programs.

Exit codes: 0 (also when nothing is found), 1 could not search (one sentence on stderr), 2 wrong usage.
"""

import re
import sys
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.text import Text

from domain.access import LOCAL
from domain.campaigns import campaign_id
from domain.conversation import CHANNELS
from engine.cli import run
from engine.connect import connect
from search.messages import count_messages, iter_hits
from search.names import AUTHORS, author_title, channel_title
from search.query import parse
from search.requests import MessageFilters, SearchRequest
from search.results import Count, Hit, Totals
from settings import get_settings

IN_JSON = ("message_id", "session_id", "customer_id", "campaign_id", "campaign", "author", "sent_at", "text", "spans")
"""What --json says of each hit; others rely on it."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Would steer the terminal; line breaks and tabs stay."""

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


def _known(values: Iterable[str], option: str) -> Any:
    allowed = tuple(values)

    def check(given: list[str]) -> list[str]:
        for value in given:
            if value not in allowed:
                raise typer.BadParameter(f"{value!r} is no {option}; it can be {', '.join(allowed)}.")
        return given

    return check


def _not_blank(query: str) -> str:
    if not query.strip():
        raise typer.BadParameter('it is blank; give words, or a "quoted phrase".')
    return query


Query = Annotated[
    str,
    typer.Argument(
        callback=_not_blank,
        help='Words, "quoted phrases", OR, -not, in:hotel, customer:refund …',
    ),
]
Limit = Annotated[int, typer.Option(min=0, help="How many hits at most; 0 for all.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object: totals, then hits.")]
Campaigns = Annotated[list[str], typer.Option("--campaign", help="Only in this campaign; can be repeated.")]
Channels = Annotated[
    list[str], typer.Option("--channel", callback=_known(CHANNELS, "channel"), help="Only in this channel; repeatable.")
]
Authors = Annotated[
    list[str],
    typer.Option("--author", callback=_known(AUTHORS, "author"), help=f"Only by {', '.join(AUTHORS)}; repeatable."),
]
Day = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only from / up to this day (UTC), inclusive.")
]


@app.command()
def main(
    query: Query,
    limit: Limit = 20,
    json: Json = False,
    campaign: Campaigns = [],  # noqa: B006 (typer reads it, nobody changes it)
    channel: Channels = [],  # noqa: B006
    author: Authors = [],  # noqa: B006
    after: Day = None,
    before: Day = None,
) -> None:
    """Search every message."""
    filters = MessageFilters(
        campaign_ids=tuple(campaign_id(name) for name in campaign),
        channels=tuple(channel),
        authors=tuple(author),
        after=after.date() if after else None,
        before=before.date() if before else None,
    )
    request = SearchRequest(query, filters)
    for problem in parse(query).problems:
        typer.echo(f"“{_visible(query[problem.start : problem.end])}” is left out. {problem.sentence}", err=True)
    engine = connect(get_settings())
    totals = count_messages(engine, LOCAL, request)
    hits = iter_hits(engine, LOCAL, request, limit)
    if json:
        _print_json(totals, hits)
    else:
        _print(totals, hits, limit)


def _print_json(totals: Totals, hits: Iterable[Hit]) -> None:
    """One object, written as the hits come: there can be millions."""
    numbers = {name: getattr(totals, name).value for name in ("customers", "communications", "messages")}
    out = sys.stdout.buffer
    out.write(b'{"totals":' + orjson.dumps(numbers) + b',"hits":[')
    for number, hit in enumerate(hits):
        out.write((b",\n" if number else b"\n") + orjson.dumps({name: getattr(hit, name) for name in IN_JSON}))
    out.write(b"\n]}\n")
    out.flush()


def _print(totals: Totals, hits: Iterable[Hit], limit: int) -> None:
    console = Console(highlight=False, markup=False, soft_wrap=True)
    shown = f", the first {limit}:" if limit and totals.messages.value > limit else ""
    counts = [
        _count(totals.messages, "message"),
        _count(totals.communications, "communication"),
        _count(totals.customers, "customer"),
    ]
    console.print(Text(" · ".join(counts) + shown, style="bold"))
    for hit in hits:
        about = [hit.sent_at or "time unknown", hit.campaign, channel_title(hit.channel), hit.message_id]
        console.print()
        console.print(Text(_visible(" · ".join(about)), style="dim"))
        who = _visible(hit.author_name or author_title(hit.author))
        console.print(Text.assemble((f"{who}: ", "bold"), _marked(hit)))


def _count(count: Count, of: str) -> str:
    about = "" if count.exact else "about "
    return f"{about}{count.value:,} {of}{'' if count.value == 1 else 's'}"


def _marked(hit: Hit) -> Text:
    text = Text(_visible(hit.text))
    for start, end in hit.spans:
        text.stylize("black on yellow", start, end)
    return text


def _visible(text: str) -> str:
    """As long as before, with nothing in it that steers a terminal."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


if __name__ == "__main__":
    run(app)
