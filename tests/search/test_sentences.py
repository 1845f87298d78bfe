"""Every filter in English, and what is left when its chip is removed."""

import pytest

from domain.conditions import Condition, Group, Operator, SortKey
from search.conditions.sentences import Names, chips
from search.requests import CustomersRequest

NAMES = Names(
    fields={"fields.level": "Loyalty", "participation.status": "Progress"},
    campaigns={"spring": "Spring ’24"},
    agents={"a1": "Hotel desk"},
    loads={"l1": "spring.csv"},
)


def condition(field: str, operator: str, *values: str) -> Condition:
    return Condition(field, Operator(operator), values)


def group(*parts: Condition | Group, any: bool = False, negated: bool = False, of: str = "") -> Group:
    return Group(parts, any, negated, of)


SENTENCES = [
    (condition("name", "matches", "ann"), "Name matches “ann”"),
    (condition("contact.city", "is", "Leeds", "York", "Hull"), "City is “Leeds”, “York” or “Hull”"),
    (condition("contact.city", "is_not", "Leeds"), "City is not “Leeds”"),
    (condition("contact.city", "contains", "ee"), "City contains “ee”"),
    (condition("contact.city", "starts_with", "Le"), "City starts with “Le”"),
    (condition("contact.city", "empty"), "City is empty"),
    (condition("emails", "filled"), "E-mail is filled"),
    (condition("fields.level", "is", "gold"), "Loyalty is “gold”"),
    (condition("fields.unknown", "is", "1"), "unknown is “1”"),
    (condition("communications", "at_least", "3"), "Communications at least 3"),
    (condition("communications", "between", "3", ""), "Communications at least 3"),
    (condition("communications", "between", "", "5"), "Communications at most 5"),
    (condition("communications", "between", "3", "5"), "Communications from 3 to 5"),
    (condition("contact.birth_date", "is", "1980-05-31"), "Birth date is 31 May 1980"),
    (condition("last_communication_at", "before", "2024-05-01"), "Last communication before 1 May 2024"),
    (condition("last_communication_at", "after", "2024-05-01"), "Last communication after 1 May 2024"),
    (condition("last_communication_at", "between", "2024-05-01", ""), "Last communication from 1 May 2024"),
    (condition("last_communication_at", "between", "", "2024-05-01"), "Last communication up to 1 May 2024"),
    (condition("last_communication_at", "last_days", "7"), "Last communication in the last 7 days"),
    (condition("last_communication_at", "last_days", "1"), "Last communication in the last day"),
    (condition("channels", "is", "voice", "web"), "Channels is Call or Web"),
    (condition("active", "is", "true"), "Active now"),
    (condition("active", "is_not", "true"), "Not active now"),
    (condition("active", "is", "false"), "Not active now"),
    (condition("participation.campaign", "is", "spring"), "Takes part in “Spring ’24”"),
    (condition("participation.campaign", "is_not", "other"), "Does not take part in “other”"),
    (condition("participation.campaign", "empty"), "Takes part in no campaign"),
    (condition("participation.status", "is", "active"), "Has a campaign where Progress is “active”"),
    (condition("participation.status", "is_not", "active"), "Has no campaign where Progress is “active”"),
    (condition("participation.status", "empty"), "Has no campaign where Progress is filled"),
    (condition("product.name", "is", "Fibre"), "Has the product “Fibre”"),
    (condition("product.fields.plan", "is", "gold"), "Has a product where plan is “gold”"),
    (condition("communication.channel", "is", "voice"), "Has a communication where Channel is Call"),
    (condition("communication.said", "matches", "refund"), "Has a communication where “refund” was said"),
    (condition("communication.said", "is_not", "refund"), "Has no communication where “refund” was said"),
    (condition("communication.agent", "is", "a1"), "Has a communication where Agent is “Hotel desk”"),
    (condition("communication.count", "at_least", "3"), "Number of communications at least 3"),
    (condition("load", "is", "l1"), "Comes from the load “spring.csv”"),
    (condition("load", "is_not", "l1"), "Does not come from the load “spring.csv”"),
    (
        group(condition("name", "filled"), condition("emails", "empty"), any=True),
        "Name is filled or E-mail is empty",
    ),
    (
        group(condition("name", "filled"), condition("emails", "empty"), negated=True),
        "not (Name is filled and E-mail is empty)",
    ),
    (
        group(
            condition("participation.campaign", "is", "spring"),
            condition("participation.status", "is_not", "active"),
            of="participation",
        ),
        "Has a campaign where Campaign is “Spring ’24” and Progress is not “active”",
    ),
    (
        group(condition("communication.said", "is_not", "hello"), of="communication", negated=True),
        "Has no communication where “hello” was not said",
    ),
    (
        group(
            condition("communication.channel", "is", "voice"),
            group(
                condition("communication.said", "matches", "refund"),
                condition("communication.result.mood", "is", "bad"),
                any=True,
            ),
            of="communication",
        ),
        "Has a communication where Channel is Call and (“refund” was said or mood is “bad”)",
    ),
]


@pytest.mark.parametrize(("part", "sentence"), SENTENCES)
def test_sentence(part: Condition | Group, sentence: str) -> None:
    (chip,) = chips(CustomersRequest(where=Group((part,))), NAMES)
    assert chip.sentence == sentence
    assert chip.kind == "where"


def test_what_was_chosen_is_strong() -> None:
    (chip,) = chips(CustomersRequest(quick=(condition("contact.city", "is", "Leeds", "York"),)), NAMES)
    assert [word.text for word in chip.words if word.strong] == ["“Leeds”", "“York”"]


def test_chips_of_a_whole_request_and_what_is_left_without_each() -> None:
    name, status = condition("name", "matches", "ann"), condition("participation.status", "is", "active")
    campaign, unfinished = condition("participation.campaign", "is", "spring"), condition("emails", "matches", "")
    first, second = condition("communications", "at_least", "3"), group(name, status, any=True)
    request = CustomersRequest(
        "gold",
        (name, unfinished, campaign, status),
        group(first, second),
        (SortKey("name", True),),
        page=4,
        columns=("name",),
        time_zone="Europe/London",
    )
    found = chips(request, NAMES)
    assert [(chip.kind, chip.sentence) for chip in found] == [
        ("text", "Found by “gold”"),
        ("quick", "Name matches “ann”"),
        ("quick", "Takes part in “Spring ’24”"),
        ("quick", "In that campaign, Progress is “active”"),
        ("where", "Communications at least 3"),
        ("where", "Name matches “ann” or Has a campaign where Progress is “active”"),
    ]
    assert {chip.without.page for chip in found} == {1}
    assert {chip.without.sort for chip in found} == {(SortKey("name", True),)}
    assert found[0].without.text == ""
    assert found[1].without.quick == (unfinished, campaign, status)
    assert found[4].without.where == group(second)
    assert found[5].without.where == group(first)
    assert [chip.alone.text for chip in found] == ["gold", "", "", "", "", ""]
    assert [chip.alone.quick for chip in found[1:4]] == [(name,), (campaign,), (status,)]
    assert [chip.alone.where for chip in found[4:]] == [group(first), group(second)]


@pytest.mark.parametrize(
    "whole",
    [
        group(condition("name", "filled"), condition("emails", "empty"), any=True),
        group(condition("name", "filled"), condition("emails", "empty"), negated=True),
        group(
            condition("participation.status", "filled"), condition("participation.stage", "empty"), of="participation"
        ),
    ],
)
def test_what_does_not_hold_part_by_part_is_one_chip(whole: Group) -> None:
    (chip,) = chips(CustomersRequest(where=whole), NAMES)
    assert chip.without.where is None
    assert chip.alone.where == group(whole)


def test_the_last_part_takes_the_filter_with_it() -> None:
    (chip,) = chips(CustomersRequest(where=group(condition("name", "filled"))), NAMES)
    assert chip.without.where is None


def test_nothing_asked_has_no_chips() -> None:
    assert chips(CustomersRequest(" ", where=group(group(condition("name", "is")))), NAMES) == ()
