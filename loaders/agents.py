"""Agent definitions -> agents; customers whose conversations they change are folded again."""

from contextlib import ExitStack

from domain.access import Action, require
from domain.agents import AgentDefinition
from domain.contact import CONTACT_FIELDS
from domain.reports import LoadReport, RowError
from engine import Engine
from indexing import fields
from indexing.catalog import define_agents
from indexing.scan import refresh
from indexing.undo import customers_of_agents
from loaders.formats import agent_definitions
from loaders.run import LoadOptions, Run
from loaders.source import Source


def load_agents(engine: Engine, source: Source, options: LoadOptions) -> LoadReport:
    """Load agent definitions. Raises domain errors when the file as a whole cannot be read."""
    require(options.principal, Action.DEFINE_AGENTS)
    run = Run.start(engine, options, "agents", source.name, source.content_hash(), "agents")
    with ExitStack() as stack:
        if run.load is not None:
            stack.enter_context(run.load)
        found: list[AgentDefinition] = []
        for item in agent_definitions.read(source):
            run.report.read += 1
            if isinstance(item, RowError):
                run.reject([item])
            else:
                found.append(item)
        own = {
            field.contact_field: field.title
            for agent in found
            for field in agent.result_fields
            if field.contact_field and field.contact_field not in CONTACT_FIELDS
        }
        if own and not options.dry_run:
            fields.register(engine, options.principal, fields.CONTACT, own)
        definitions = [
            {
                "agent_id": agent.id,
                "name": agent.name or agent.id,
                "result_fields": [field.model_dump(exclude_none=True) for field in agent.result_fields],
            }
            for agent in found
        ]
        created, updated, changed = define_agents(engine, options.principal, run.stamp, definitions, options.dry_run)
        run.report.created += created
        run.report.updated += updated
        run.report.unchanged += len(found) - created - updated
        if not options.dry_run:
            refresh(engine, "agents")
            run.touched |= customers_of_agents(engine, {a.id for a in found} if run.resumed else changed)
        return run.finish()
