"""Random filters over a few dozen customers: the engine finds the same as a plain reading of the documents."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.access import LOCAL
from domain.conditions import Condition, Group
from domain.conditions import Operator as Op
from engine import Engine
from indexing.fields import register
from search.conditions.reader import Reader
from search.customers import find_customers
from search.requests import CustomersRequest
from tests.search.conftest import Put

ZONES = ("UTC", "America/New_York", "Asia/Tokyo")
CITIES = ("Łódź", "Lodz", "New York", "york", None)
STATUSES = ("active", "pending", "Completed", None)
CAMPAIGNS = ("spring", "summer", "autumn")
PLANS = ("gold", "Silver", "7", "007", "7.0", None)
DAYS = ("2024-05-01", "2024-05-02", "2024-05-02T23:30:00Z", "2024-05-03T02:30:00Z", "2024-05-02T00:30:00+09:00", None)
CHANNELS = ("web", "voice", "sms")


def _documents() -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    dice = random.Random(7)

    def some(**values: Any) -> dict[str, Any]:
        return {name: value for name, value in values.items() if value is not None}

    customers, sessions, messages = {}, {}, {}
    for number in range(1, 49):
        customers[f"c{number}"] = some(
            customer_id=f"c{number}",
            customer_number=number,
            contact=some(city=dice.choice(CITIES)),
            fields=some(level=dice.choice(PLANS), seen=dice.choice(DAYS)),
            communications=dice.randrange(4),
            last_communication_at=dice.choice([day for day in DAYS if day is None or "T" in day]),
            channels=dice.sample(CHANNELS, dice.randrange(3)),
            active=dice.choice((True, False, None)),
            participations=[
                some(
                    campaign_id=campaign,
                    campaign=campaign.title(),
                    status=dice.choice(STATUSES),
                    loaded_at=dice.choice(DAYS),
                    fields=some(debt=dice.choice(PLANS)),
                    communications=dice.choice((0, 2, None)),
                    last_communication_at=dice.choice((None, "2024-05-02T23:30:00Z")),
                )
                for campaign in dice.sample(CAMPAIGNS, dice.randrange(4))
            ],
            products=[some(name="Fibre", fields=some(plan=dice.choice(PLANS))) for _ in range(dice.randrange(3))],
        )
        for turn in range(dice.randrange(4)):
            id = f"s{number}-{turn}"
            numbers = {"customer_number": number, "session_number": number * 10 + turn}
            channel = dice.choice(CHANNELS)
            sessions[id] = some(
                session_id=id,
                channel=channel,
                campaign_id=dice.choice(CAMPAIGNS),
                responsible=dice.choice(("Vera", "Otto", None)),
                results=some(mood=dice.choice(("good", "bad", None))),
                **numbers,
            )
            for position in range(dice.randrange(3)):
                text = dice.choice(("refund please", "thank you", "no refunds today"))
                messages[f"{id}:{position}"] = {"text": text, "session_id": id, "channel": channel, **numbers}
    return customers, sessions, messages


CUSTOMERS, SESSIONS, MESSAGES = _documents()


@pytest.fixture(scope="module")
def filled(stored: Engine, put: Put) -> Engine:
    register(stored, LOCAL, "contact", {"level": "Level", "seen": "Seen"})
    register(stored, LOCAL, "participation", {"debt": "Debt"})
    register(stored, LOCAL, "product", {"plan": "Plan"})
    put("customers", CUSTOMERS)
    put("sessions", SESSIONS)
    put("messages", MESSAGES)
    return stored


# The plain reading: what a condition means, value by value.

FOLDED = str.maketrans("ŁłóÓźŹ", "LloOzZ")


def folded(text: str) -> str:
    return text.translate(FOLDED).casefold()


def as_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def as_day(value: str, zone: str) -> date:
    """A day without a time is that day everywhere."""
    if "T" not in value:
        return date.fromisoformat(value)
    return datetime.fromisoformat(value).astimezone(ZoneInfo(zone)).date()


def same(value: str, asked: str, zone: str) -> bool:
    if folded(value) == folded(asked):
        return True
    led = [text[:1] == "0" and text[1:2].isdigit() for text in (value, asked)]
    if as_number(asked) is not None:
        return not any(led) and as_number(value) == as_number(asked)
    return asked.startswith("2024-") and value.startswith("2024-") and as_day(value, zone) == date.fromisoformat(asked)


def value_holds(value: Any, condition: Condition, zone: str) -> bool:
    """Of one value that is there; `condition` says nothing negative."""
    asked = condition.values
    if isinstance(value, bool | int):
        value = {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
    match condition.operator:
        case Op.FILLED:
            return True
        case Op.IS:
            return any(same(value, one, zone) for one in asked)
        case Op.CONTAINS:
            return any(folded(one) in folded(value) for one in asked)
        case Op.STARTS_WITH:
            return any(folded(value).startswith(folded(one)) for one in asked)
        case Op.MATCHES:
            return any(
                all(any(own.startswith(word) for own in folded(value).split()) for word in folded(one).split())
                for one in asked
            )
    if condition.operator is not Op.LAST_DAYS and as_number(next(filter(None, asked))) is not None:
        number = as_number(value)
        low, high = {Op.AT_LEAST: (asked[0], ""), Op.AT_MOST: ("", asked[0])}.get(condition.operator) or asked[:2]
        return number is not None and (not low or number >= float(low)) and (not high or number <= float(high))
    if not value.startswith("2024-"):
        return False
    day = as_day(value, zone)
    if condition.operator is Op.LAST_DAYS:
        today = Reader.now(zone, None).today
        return today - timedelta(int(asked[0])) <= day <= today
    first, last = {Op.BEFORE: ("", asked[0]), Op.AFTER: (asked[0], "")}.get(condition.operator) or asked[:2]
    strictly = condition.operator is not Op.BETWEEN
    after = not first or (day > date.fromisoformat(first) if strictly else day >= date.fromisoformat(first))
    before = not last or (day < date.fromisoformat(last) if strictly else day <= date.fromisoformat(last))
    return after and before


PATHS = {"participation.campaign": "campaign_id", "communication.campaign": "campaign_id"}


def values_of(entry: dict[str, Any], field: str) -> list[Any]:
    path = PATHS.get(field) or field.removeprefix("participation.").removeprefix("product.")
    path = path.removeprefix("communication.").replace("result.", "results.")
    found: Any = entry
    for step in path.split("."):
        found = (found or {}).get(step)
    return found if isinstance(found, list) else [] if found is None else [found]


def said(session: dict[str, Any], words: str) -> bool:
    texts = [m["text"] for m in MESSAGES.values() if m["session_id"] == session["session_id"]]
    return any(words in text for text in texts)


def entry_holds(entry: dict[str, Any], condition: Condition, zone: str) -> bool:
    if condition.operator is Op.IS_NOT:
        return not entry_holds(entry, replace(condition, operator=Op.IS), zone)
    if condition.operator is Op.EMPTY:
        return not entry_holds(entry, replace(condition, operator=Op.FILLED), zone)
    if condition.field == "communication.said":
        return any(said(entry, words) for words in condition.values)
    values = values_of(entry, condition.field)
    if condition.field == "active" and not values:
        values = [False]
    return any(value_holds(value, condition, zone) for value in values)


def entries(number: str, scope: str) -> list[dict[str, Any]]:
    customer = CUSTOMERS[number]
    if scope == "communication":
        return [s for s in SESSIONS.values() if s["customer_number"] == customer["customer_number"]]
    plural: list[dict[str, Any]] = customer[f"{scope}s"]
    return plural


def holds(number: str, part: Condition | Group, zone: str) -> bool:
    if isinstance(part, Condition):
        if not part.scope:
            return entry_holds(CUSTOMERS[number], part, zone)
        opposite = {Op.IS_NOT: Op.IS, Op.EMPTY: Op.FILLED}.get(part.operator)
        positive = replace(part, operator=opposite) if opposite else part
        found = any(entry_holds(entry, positive, zone) for entry in entries(number, part.scope))
        return found != bool(opposite)
    if part.of:
        one = any(within(entry, replace(part, of="", negated=False), zone) for entry in entries(number, part.of))
        return one != part.negated
    results = [holds(number, inner, zone) for inner in part.parts]
    return (any(results) if part.any else all(results)) != part.negated


def within(entry: dict[str, Any], part: Condition | Group, zone: str) -> bool:
    if isinstance(part, Condition):
        return entry_holds(entry, part, zone)
    results = [within(entry, inner, zone) for inner in part.parts]
    return (any(results) if part.any else all(results)) != part.negated


# What is asked.

FILLING = st.sampled_from((Op.EMPTY, Op.FILLED)).map(lambda operator: (operator, ()))
CHOSEN_DAYS = st.sampled_from(("2024-04-30", "2024-05-01", "2024-05-02", "2024-05-03"))
NUMBERS = st.sampled_from(("0", "1", "2", "6.5", "7", "8"))


def comparisons(values: st.SearchStrategy[str], *operators: Op) -> st.SearchStrategy[tuple[Op, tuple[str, ...]]]:
    return st.tuples(st.sampled_from(operators), st.lists(values, min_size=1, max_size=2, unique=True).map(tuple))


def ends(values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Op, tuple[str, ...]]]:
    pairs = st.tuples(values | st.just(""), values | st.just("")).filter(any)
    return pairs.map(lambda pair: (Op.BETWEEN, pair))


WORDS = st.sampled_from(("lodz", "ŁÓDŹ", "york", "new yo", "gold", "il", "7", "007", "7.00", "c", "active"))
TEXTS = comparisons(WORDS, Op.IS, Op.IS_NOT, Op.CONTAINS, Op.STARTS_WITH, Op.MATCHES)
AMOUNTS = st.one_of(st.tuples(st.sampled_from((Op.AT_LEAST, Op.AT_MOST)), NUMBERS.map(lambda n: (n,))), ends(NUMBERS))
SPANS = st.one_of(
    st.tuples(st.sampled_from((Op.BEFORE, Op.AFTER)), CHOSEN_DAYS.map(lambda day: (day,))),
    ends(CHOSEN_DAYS),
    comparisons(CHOSEN_DAYS, Op.IS, Op.IS_NOT),
    st.sampled_from(("1", "36500")).map(lambda days: (Op.LAST_DAYS, (days,))),
)
ANY_CHANNEL = comparisons(st.sampled_from(CHANNELS), Op.IS, Op.IS_NOT)
ANY_CAMPAIGN = comparisons(st.sampled_from(CAMPAIGNS), Op.IS, Op.IS_NOT)
SCOPED = {
    "": {
        "contact.city": TEXTS | FILLING,
        "fields.level": TEXTS | AMOUNTS | FILLING,
        "fields.seen": SPANS | FILLING,
        "communications": AMOUNTS | comparisons(NUMBERS, Op.IS, Op.IS_NOT),
        "last_communication_at": SPANS | FILLING,
        "channels": ANY_CHANNEL | FILLING,
        "active": comparisons(st.sampled_from(("true", "false")), Op.IS, Op.IS_NOT),
    },
    "participation": {
        "participation.campaign": ANY_CAMPAIGN,
        "participation.status": TEXTS | FILLING,
        "participation.loaded_at": SPANS | FILLING,
        "participation.fields.debt": TEXTS | AMOUNTS | FILLING,
        "participation.communications": AMOUNTS | FILLING,
        "participation.last_communication_at": SPANS | FILLING,
    },
    "product": {"product.name": TEXTS, "product.fields.plan": TEXTS | AMOUNTS | FILLING},
    "communication": {
        "communication.channel": ANY_CHANNEL,
        "communication.campaign": ANY_CAMPAIGN,
        "communication.responsible": comparisons(st.sampled_from(("Vera", "Otto")), Op.IS, Op.IS_NOT) | FILLING,
        "communication.result.mood": comparisons(st.sampled_from(("good", "bad")), Op.IS, Op.IS_NOT) | FILLING,
        "communication.said": comparisons(st.sampled_from(("refund", "thank")), Op.MATCHES, Op.IS_NOT),
    },
}


def conditions(scope: str) -> st.SearchStrategy[Condition]:
    return st.one_of([st.builds(_condition, st.just(field), told) for field, told in SCOPED[scope].items()])


def _condition(field: str, told: tuple[Op, tuple[str, ...]]) -> Condition:
    return Condition(field, *told)


def groups(parts: st.SearchStrategy[Any], scope: str = "") -> st.SearchStrategy[Group]:
    return st.builds(
        Group, st.lists(parts, min_size=1, max_size=3).map(tuple), st.booleans(), st.booleans(), st.just(scope)
    )


def about_one(scope: str) -> st.SearchStrategy[Group]:
    return groups(conditions(scope) | groups(conditions(scope)), scope)


LEAVES = st.one_of([conditions(scope) for scope in SCOPED] + [about_one(scope) for scope in SCOPED if scope])
TREES: st.SearchStrategy[Group] = groups(st.recursive(LEAVES, groups, max_leaves=4))


@settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(where=TREES, zone=st.sampled_from(ZONES))
def test_random_filters(filled: Engine, where: Group, zone: str) -> None:
    expected = {number for number in CUSTOMERS if holds(number, where, zone)}
    page = find_customers(filled, LOCAL, CustomersRequest(where=where, size=100, time_zone=zone))
    assert {row.customer_id for row in page.rows} == expected


def test_every_kind_of_condition(filled: Engine) -> None:
    """Each field with each of its comparisons alone, so that none is left to luck."""
    seen = 0

    @settings(max_examples=250, deadline=None, derandomize=True)
    @given(part=LEAVES, zone=st.sampled_from(ZONES))
    def check(part: Condition | Group, zone: str) -> None:
        nonlocal seen
        expected = {number for number in CUSTOMERS if holds(number, part, zone)}
        page = find_customers(filled, LOCAL, CustomersRequest(where=Group((part,)), size=100, time_zone=zone))
        assert {row.customer_id for row in page.rows} == expected
        seen += 0 < len(expected) < len(CUSTOMERS)

    check()
    assert seen > 100, "hardly any filter told customers apart"
