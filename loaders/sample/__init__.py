"""The product's own sample: a small internet provider, Fernline, and two years of talking with its customers.

Everything is written for the product and invented: names, texts, companies. Phones are from ranges kept free for
fiction, addresses at example.org, .com and .net. The same files come out on every machine, byte for byte.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

from loaders.sample import uploads
from loaders.sample.people import CUSTOMERS, people
from loaders.sample.plan import COMMUNICATIONS, by_time, stories
from loaders.sample.scripts import table
from loaders.sample.sessions import session
from loaders.sample.slots import Memory

__all__ = ["COMMUNICATIONS", "CUSTOMERS", "SampleFiles", "files"]


class SampleFiles(NamedTuple):
    """Where the sample's files are: agent definitions, (campaign, its CSV) pairs, the native conversation log."""

    agents: Path
    campaigns: list[tuple[str, Path]]
    conversations: Path


def files(folder: Path) -> SampleFiles:
    """Writes the sample into the folder, which is made if need be, and says what is where."""
    folder.mkdir(parents=True, exist_ok=True)
    agents, conversations = folder / "agents.json", folder / "conversations.jsonl"
    agents.write_text(json.dumps(table("agents"), ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
    everyone = people()
    told = stories(everyone)
    memories = {person.number: Memory.of(person) for person in everyone}
    last: dict[tuple[int, str], uploads.LastSession] = {}
    with conversations.open("w", encoding="utf-8", newline="\n") as file:
        for number, step in enumerate(by_time(told), 1):
            data: dict[str, Any] = session(step, number, memories[step.person.number])
            if step.campaign:
                ended = uploads.LastSession(step.scenario, step.ending, data.get("summary"))
                last[step.person.number, step.campaign] = ended
            file.write(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n")
    return SampleFiles(agents, uploads.write(folder, told, last), conversations)
