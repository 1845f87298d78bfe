"""What a job's process does: the load, the undo, the export or the change of many that the app has queued."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from domain.errors import WrongInput
from domain.reports import LoadReport
from engine import Engine
from indexing import jobs
from indexing.bulk_changes import run_deletion, run_participation
from indexing.exports import run_export
from indexing.undo import undo
from loaders.agents import load_agents
from loaders.campaign import load_campaign
from loaders.conversations import load_conversations
from loaders.run import LoadOptions, Progress
from loaders.sample_load import load_sample
from loaders.source import Source, open_source
from settings import Settings


def run_job(engine: Engine, settings: Settings, job_id: str) -> None:
    """Run a queued job to its end; errors for people become the job's message."""
    with jobs.Running(engine, job_id) as job:
        try:
            outcome = _outcome(engine, settings, job)
        finally:
            job.forget_people()
        job.done(outcome)


def _outcome(engine: Engine, settings: Settings, job: jobs.Running) -> dict[str, Any]:
    """Do the work."""
    region = job.arguments.get("region") or settings.region
    options = LoadOptions(
        job.principal,
        region=region,
        namespace=job.arguments.get("namespace") or "default",
        language=settings.language,
        on_progress=lambda step: job.progress(_progress(step)),
    )
    match job.kind:
        case "undo":
            return undo(engine, job.principal, job.arguments["load_id"]).as_dict()
        case "sample":
            report = load_sample(engine, options)
            return report.as_dict() if report else {}
        case "export":
            arguments = {**job.arguments, "region": region}
            return run_export(engine, job.principal, settings.home, job.job_id, arguments, job.progress)
        case "participation":
            return run_participation(engine, job.principal, job.arguments, settings.region, job.progress)
        case "delete":
            return run_deletion(engine, job.principal, job.arguments, settings.region, job.progress)
    return _load(engine, settings, job.arguments, options).as_dict()


def _load(engine: Engine, settings: Settings, arguments: dict[str, Any], options: LoadOptions) -> LoadReport:
    path = Path(arguments["path"])
    loaders: dict[str, Callable[[Engine, Source, LoadOptions], LoadReport]] = {
        "agents": load_agents,
        "conversations": load_conversations,
        "campaign": partial(load_campaign, name=arguments.get("name") or "", mapping=arguments.get("mapping") or {}),
    }
    loader = loaders.get(arguments["kind"])
    if loader is None:
        raise WrongInput(f"There is no loader for '{arguments['kind']}'.")
    with open_source(str(path), settings.home / "incoming") as source:
        source.name = arguments.get("file_name") or source.name
        return loader(engine, source, options)


def _progress(step: Progress) -> dict[str, Any]:
    return {
        "done": step.done_bytes,
        "total": step.total_bytes,
        "unit": "bytes",
        "read": step.read,
        "rejected": step.rejected,
        "step": step.step,
    }
