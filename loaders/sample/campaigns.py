"""The four campaigns of the sample: when they run, whom they reach, what they are about."""

from dataclasses import dataclass
from datetime import UTC, datetime

from loaders.sample.people import Person


@dataclass(frozen=True)
class Campaign:
    name: str
    file: str
    start: datetime
    end: datetime
    scenarios: tuple[str, ...]
    share: float
    """Part of the people who are in it."""
    by_phone: bool
    by_email: bool
    """Which of the two its upload has; one that has both has the customer ID too."""
    win_back: bool = False
    """Reaches exactly those who have left."""

    def accepts(self, person: Person) -> bool:
        """Whether the upload can name the person by a key of theirs."""
        if person.name is None:
            return False
        return bool((self.by_phone and person.phone) or (self.by_email and person.email))


CAMPAIGNS = (
    Campaign(
        name="Fibre upgrade 2025",
        file="fibre-upgrade-2025.csv",
        start=datetime(2025, 2, 10, tzinfo=UTC),
        end=datetime(2025, 6, 27, tzinfo=UTC),
        scenarios=("offer_fibre", "offer_fibre", "mail_offer"),
        share=0.75,
        by_phone=True,
        by_email=True,
    ),
    Campaign(
        name="Gerätetausch 2025",
        file="geraetetausch-2025.csv",
        start=datetime(2025, 9, 8, tzinfo=UTC),
        end=datetime(2025, 12, 12, tzinfo=UTC),
        scenarios=("exchange",),
        share=0.65,
        by_phone=True,
        by_email=False,
    ),
    Campaign(
        name="Satisfaction survey 2026",
        file="satisfaction-survey-2026.csv",
        start=datetime(2026, 3, 2, tzinfo=UTC),
        end=datetime(2026, 5, 29, tzinfo=UTC),
        scenarios=("survey",),
        share=0.75,
        by_phone=False,
        by_email=True,
    ),
    Campaign(
        name="Win-back autumn 2026",
        file="win-back-autumn-2026.csv",
        start=datetime(2026, 9, 14, tzinfo=UTC),
        end=datetime(2026, 11, 30, tzinfo=UTC),
        scenarios=("winback",),
        share=0,
        by_phone=True,
        by_email=True,
        win_back=True,
    ),
)
