"""What every load has in common: options, progress, and the steps from begin to report."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from phonenumbers import SUPPORTED_REGIONS

from domain.access import Action, Principal, require
from domain.errors import WrongInput
from domain.reports import LoadReport, RowError
from engine import Engine
from indexing.documents import Stamp
from indexing.identities import Assigned, Resolver
from indexing.loads import Load, load_id
from indexing.lock import current_epoch
from indexing.processes import now
from indexing.sessions import Outcome
from indexing.settle import settle
from indexing.versions import current_indices, ensure


@dataclass(frozen=True)
class Progress:
    """How far a load is: bytes of the file, rows, rejected rows, and what is being done."""

    done_bytes: int
    total_bytes: int
    read: int
    rejected: int
    step: str = "loading"


@dataclass(frozen=True)
class LoadOptions:
    """Who loads, and how. `on_error` is told of every rejected row, in the order found."""

    principal: Principal
    region: str | None = None
    namespace: str = "default"
    language: str = "english"
    dry_run: bool = False
    on_progress: Callable[[Progress], None] = lambda _: None
    on_error: Callable[[RowError], None] = lambda _: None
    tell: Callable[[str], None] = lambda _: None

    def __post_init__(self) -> None:
        """Raise WrongInput for a region that nobody knows: every phone would be refused one by one."""
        if self.region is not None and self.region not in SUPPORTED_REGIONS:
            raise WrongInput(f"There is no region '{self.region}'; give a two-letter code such as GB, DE or US.")

    @property
    def identifying(self) -> dict[str, Any]:
        """The options that make the same file another load."""
        return {"region": self.region, "namespace": self.namespace}


@dataclass
class Run:
    """One load while it runs: begin with `start`, add outcomes, and end with `finish`."""

    engine: Engine
    options: LoadOptions
    stamp: Stamp
    report: LoadReport
    load: Load | None
    resolver: Resolver
    since_epoch: int
    touched: set[str] = field(default_factory=set)
    orphans: set[str] = field(default_factory=set)
    conflict_keys: set[str] = field(default_factory=set)

    @classmethod
    def start(
        cls,
        engine: Engine,
        options: LoadOptions,
        kind: str,
        file_name: str,
        file_hash: str,
        counts_of: str,
        **more_options: Any,
    ) -> "Run":
        """Begin a load, or a dry run that writes nothing."""
        identifying = options.identifying | more_options
        if options.dry_run:
            require(options.principal, Action.LOAD)
            if not current_indices(engine):
                ensure(engine, options.language)
            id = load_id(file_hash, {"kind": kind, **identifying})
            report, load, epoch = LoadReport(id, counts_of), None, current_epoch(engine)
            stamp = Stamp(id, now(), file_name)
        else:
            load = Load(
                engine,
                options.principal,
                kind,
                file_name,
                file_hash,
                identifying,
                counts_of,
                options.language,
                options.tell,
            )
            report, stamp, epoch = load.report, load.stamp, load.epoch
        return cls(engine, options, stamp, report, load, Resolver(engine, options.dry_run), epoch)

    @property
    def resumed(self) -> bool:
        """True when an earlier run of this load was cut off."""
        return self.load is not None and self.load.resumed

    def reject(self, errors: list[RowError]) -> None:
        """Count rejected rows and hand them on."""
        for error in errors:
            self.options.on_error(error)
        if self.load is not None:
            self.load.reject(errors)
        else:
            self.report.rejected += len(errors)

    def note_conflicts(self, assigned: Assigned) -> None:
        """Remember the keys over which this load's people are in conflict with others."""
        self.conflict_keys.update(assigned.conflict_keys)
        self.report.conflicts = len(self.conflict_keys)

    def add(self, outcome: Outcome) -> None:
        """Add what became of a batch."""
        self.report.created += outcome.created
        self.report.updated += outcome.updated
        self.report.unchanged += outcome.unchanged
        self.touched |= outcome.touched
        self.orphans |= outcome.orphans
        if outcome.repeats:
            self.report.note("came more than once in the file; the later values win", outcome.repeats)
        if outcome.superseded:
            self.report.note("were already loaded from a newer load, which stands", outcome.superseded)
        self.reject(outcome.rejected)

    def checkpoint(self) -> None:
        """Stop here if the load was cancelled."""
        if self.load is not None:
            self.load.checkpoint()

    def finish(self) -> LoadReport:
        """Sweep, fold the touched customers again, and close the load."""
        if self.load is None:
            return self.report
        settle(self.engine, self.since_epoch, self.touched, self.orphans, load_id=self.stamp.load_id)
        return self.load.finish()
