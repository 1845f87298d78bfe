"""Who talks when, in which channel, about what, and how it ends: everything of a session but its words."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from loaders.sample.campaigns import CAMPAIGNS
from loaders.sample.dice import Dice
from loaders.sample.people import Person
from loaders.sample.scripts import book, table
from loaders.sample.wording import zone

BEGIN = datetime(2024, 11, 18, 7, tzinfo=UTC)
NOW = datetime(2026, 11, 15, 17, 30, tzinfo=UTC)
"""The sample's present: nothing is later, and what is active began in the three hours before."""
COMMUNICATIONS = 1500

FACTS: dict[str, dict[str, Any]] = table("facts")
"""Scenario -> agent, channels, endings with summaries and results."""

_ACTIVE = 24
"""So many are asked; not all have something that can be going on now."""
_SILENT = 14
"""People who were loaded by one campaign and never said a word."""
_NAMELESS_TALK = ("wrong_number", "wrong_number", "price_question", "outage", "thanks")
_Hours = tuple[tuple[int, int], ...]
_HOURS = tuple((hour, 4 if 9 <= hour < 19 else 1) for hour in range(7, 22))
"""Local hours of the day, and how often something begins then."""
_OFFICE_HOURS = tuple((hour, 1) for hour in range(9, 19))
"""The same for campaigns."""


@dataclass(frozen=True)
class Step:
    """One session to come."""

    person: Person
    at: datetime
    scenario: str
    ending: str
    channel: str
    language: str
    campaign: str | None = None
    active: bool = False
    first: bool = False
    """The person's first: its customer block names every key, so that one session ties them together."""


@dataclass
class Story:
    """What happens with one person over the years."""

    person: Person
    dice: Dice
    joined: dict[str, datetime] = field(default_factory=dict)
    """Campaign -> when the person was loaded into it."""
    left: datetime | None = None
    steps: list[Step] = field(default_factory=list)


def stories(people: list[Person]) -> list[Story]:
    """One a person, the steps of each in the order of time, COMMUNICATIONS steps in all."""
    all_stories = [Story(person, Dice(f"story {person.number}")) for person in people]
    silent = {
        person.number
        for person in people
        if person.number % (len(people) // _SILENT) == 3 and person.name and not person.split
    }
    for story in all_stories:
        if story.person.name is not None:
            _join_campaigns(story, story.person.number in silent)
            if story.person.number not in silent:
                _campaign_steps(story)
    talking = [story for story in all_stories if story.person.number not in silent]
    left = COMMUNICATIONS - sum(len(story.steps) for story in all_stories)
    for story, count in zip(talking, _shares(talking, left), strict=True):
        _service_steps(story, count)
    for story in Dice("active").shuffled(talking)[:_ACTIVE]:
        _make_active(story)
    for story in talking:
        story.steps.sort(key=lambda step: step.at)
        story.steps[0] = replace(story.steps[0], first=True)
    return all_stories


def _shares(talking: list[Story], total: int) -> list[int]:
    """How many service sessions each has: a few write all the time, most now and then; at least one."""
    weights = []
    for story in talking:
        weight = min(12.0, (1 - Dice(f"weight {story.person.number}").below(1000) / 1000) ** -0.8)
        weights.append(weight if story.person.name else 0.7)
    rest = total - len(talking)
    counts = [1 + int(rest * weight / sum(weights)) for weight in weights]
    for place in range(total - sum(counts)):
        counts[place] += 1
    return counts


def _join_campaigns(story: Story, only_one: bool) -> None:
    person, dice = story.person, story.dice
    if not person.split and not person.shares_phone and not only_one and dice.chance(0.25):
        story.left = NOW - timedelta(days=dice.between(130, 380))
    for campaign in dice.shuffled(CAMPAIGNS):
        wanted = bool(story.left) if campaign.win_back else dice.chance(campaign.share)
        if person.split and not campaign.win_back:
            wanted = campaign.by_phone != campaign.by_email
        if not campaign.accepts(person) or not wanted or (only_one and story.joined):
            continue
        if story.left and not campaign.win_back and campaign.end > story.left:
            continue
        story.joined[campaign.name] = campaign.start + timedelta(days=dice.below(12))
    if only_one and not story.joined:
        campaign = next(it for it in CAMPAIGNS if it.accepts(person) and not it.win_back)
        story.joined[campaign.name] = campaign.start


def _campaign_steps(story: Story) -> None:
    """None for a fifth (still pending), then one to three attempts until there is an answer."""
    for name, loaded in story.joined.items():
        campaign = next(it for it in CAMPAIGNS if it.name == name)
        at = loaded
        for _ in range(story.dice.weighted(((0, 2), (1, 3), (3, 5)))):
            scenarios = [it for it in campaign.scenarios if _channels(story.person, it)]
            at = _moment(story, at + timedelta(days=1), min(at + timedelta(days=40), campaign.end, NOW), _OFFICE_HOURS)
            if not scenarios or at > campaign.end:
                break
            scenario = story.dice.pick(scenarios)
            step = _step(story, at, scenario, name)
            if step is None:
                break
            story.steps.append(step)
            if not FACTS[scenario]["endings"][step.ending].get("again"):
                break


def _service_steps(story: Story, count: int) -> None:
    dice = story.dice
    end = story.left or NOW - timedelta(hours=4)
    begin = BEGIN + timedelta(days=dice.below(240)) if story.person.name else BEGIN + timedelta(days=400)
    if story.left and count:
        goodbye = [it for it in ("cancel_offer", "mail_cancel") if _channels(story.person, it)]
        step = _step(story, _moment(story, end, end + timedelta(days=1)), dice.pick(goodbye), None, leaves=True)
        if step:
            story.steps.append(step)
            count -= 1
    moments = sorted(_moment(story, begin, end) for _ in range(count))
    upgraded = story.person.plan > 0
    recent: list[str] = []
    for at in moments:
        scenario = _topic(story, upgraded, recent)
        after = _moment(story, at + timedelta(days=3), at + timedelta(days=6))
        if recent[-1:] == ["visit"] and "sms" in _channels(story.person, "sms_reminder") and after < end:
            previous = max(step.at for step in story.steps if step.scenario == "visit")
            scenario, at = "sms_reminder", _moment(story, previous + timedelta(days=2), previous + timedelta(days=3))
        step = _step(story, at, scenario, None)
        assert step is not None, f"{story.person} cannot talk about {scenario}"
        upgraded |= FACTS[scenario]["endings"][step.ending].get("sets") == "plan"
        recent = [*recent[-3:], scenario]
        story.steps.append(step)


def _topic(story: Story, upgraded: bool, recent: list[str]) -> str:
    """A service scenario that is possible for the person, rarely one of the last few."""
    person = story.person
    if person.name is None:
        return story.dice.pick([it for it in _NAMELESS_TALK if _channels(person, it)] or ["price_question"])
    known = book(person.language).scripts
    return story.dice.weighted(
        (name, facts["weight"] * (0.1 if name in recent else 1))
        for name, facts in FACTS.items()
        if "campaign" not in facts
        and name in known
        and _channels(person, name)
        and not (upgraded and facts.get("price") == "plan")
        and not (name == "sms_reminder" and "visit" not in recent)
    )


def _step(story: Story, at: datetime, scenario: str, campaign: str | None, leaves: bool = False) -> Step | None:
    person, dice = story.person, story.dice
    language = person.language
    if language != "en" and dice.chance(0.1) and not person.shares_phone:
        language = "en"
    if scenario not in book(language).scripts:
        language = "en"
    script, facts = book(language).scripts[scenario], FACTS[scenario]
    endings = [
        (name, float(facts["endings"][name].get("weight", 1)))
        for name in script.endings
        if (facts["endings"][name].get("sets") == "gone") == leaves or (campaign and not leaves)
    ]
    if not endings:
        return None
    ending = dice.weighted(endings)
    channels = [name for name in _preferred(person, scenario) if (name, ending) != ("voice", "no_answer")]
    channel = dice.weighted((name, 4 if place == 0 else 1) for place, name in enumerate(channels))
    return Step(person, at, scenario, ending, channel, language, campaign)


def _channels(person: Person, scenario: str) -> list[str]:
    """The scenario's channels in which the person can be met."""
    reach = {
        "web",
        *(["email"] if person.email else []),
        *(["whatsapp", "telegram", "sms", "voice"] if person.phone else []),
    }
    return [channel for channel in FACTS[scenario]["channels"].split() if channel in reach]


def _preferred(person: Person, scenario: str) -> list[str]:
    """The same, the person's favourite first."""
    return Dice(f"channels {person.number}").shuffled(_channels(person, scenario))


def _moment(story: Story, low: datetime, high: datetime, hours: _Hours = _HOURS) -> datetime:
    """A time between the two days, at an hour when people write; never later than the sample's present."""
    dice = story.dice
    days = max(0, (high - low).days)
    date = (low + timedelta(days=dice.between(0, days))).replace(hour=0, minute=0, second=0)
    clock = timedelta(hours=dice.weighted(hours), minutes=dice.below(60), seconds=dice.below(60))
    at = date + clock - (zone(story.person.country, date).utcoffset(None) or timedelta())
    return min(at, NOW - timedelta(hours=5, minutes=dice.below(60)))


def _make_active(story: Story) -> None:
    """The last session goes on at this moment."""
    latest = max(range(len(story.steps)), key=lambda place: story.steps[place].at)
    at = NOW - timedelta(minutes=story.dice.between(3, 160), seconds=story.dice.below(60))
    step = story.steps[latest]
    in_campaign = step.campaign and not any(
        it.name == step.campaign and it.end > NOW - timedelta(days=1) for it in CAMPAIGNS
    )
    if (story.left and not step.campaign) or in_campaign or step.channel == "email":
        return
    story.steps[latest] = replace(step, at=at, active=True)


def by_time(all_stories: list[Story]) -> Iterator[Step]:
    steps = [step for story in all_stories for step in story.steps]
    yield from sorted(steps, key=lambda step: (step.at, step.person.number))
