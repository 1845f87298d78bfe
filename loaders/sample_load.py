"""Loading the sample: agents, campaigns and conversations as loads of their own under one that undoes them all."""

import hashlib
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from domain.access import Action, require
from domain.reports import LoadReport
from engine import Engine
from indexing.loads import Load
from indexing.versions import ensure
from loaders import sample
from loaders.agents import load_agents
from loaders.campaign import load_campaign
from loaders.conversations import load_conversations
from loaders.run import LoadOptions
from loaders.source import Source, open_source
from search.status import has_data


def load_sample(engine: Engine, options: LoadOptions, if_empty: bool = False) -> LoadReport | None:
    """Load the sample; None when there is data already and `if_empty` was asked for. The report adds all up."""
    require(options.principal, Action.DEFINE_AGENTS)  # agents are part of it
    ensure(engine, options.language)
    if if_empty and has_data(engine, options.principal):
        return None
    with tempfile.TemporaryDirectory() as folder:
        files = sample.files(Path(folder))
        steps: list[tuple[Callable[[Engine, Source, LoadOptions], LoadReport], Path]] = [(load_agents, files.agents)]
        steps += [(partial(load_campaign, name=name, mapping={}), path) for name, path in files.campaigns]
        steps += [(load_conversations, files.conversations)]
        digest = hashlib.sha256(b"".join(path.read_bytes() for _, path in steps)).hexdigest()
        counts_of = "agents, rows and communications"
        whole = Load(engine, options.principal, "sample", "sample", digest, {}, counts_of, options.language)
        with whole:
            parts = []
            for load, path in steps:
                with open_source(str(path), Path(folder)) as source:
                    part = load(engine, source, options)
                parts.append(part.load_id)
                whole.set_parts(parts)
                for name in ("read", "created", "updated", "unchanged", "rejected", "conflicts"):
                    setattr(whole.report, name, getattr(whole.report, name) + getattr(part, name))
                for sentence, count in part.notes.items():
                    whole.report.note(sentence, count)
            return whole.finish()
