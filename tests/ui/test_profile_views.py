"""What a profile's page is told: the cards, the timeline, the place in the list, and answers to what is done."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from domain.access import Principal, Role
from pages.customers.acts import asked_of
from pages.customers.contact_view import contact_view
from pages.customers.place import place_of
from pages.customers.summary import summary_view
from pages.customers.timeline_view import period, timeline_view
from search.results import ContactField, Neighbours, Participation, Product, Profile, Source, Timeline, TimelineBar
from ui.components.header import Way

NOBODY = Profile("C1", None, (), (), (), 0, None, (), ())
EDITOR = Principal("ed@example.org", Role.EDITOR)


def field(field_id: str, values: tuple[str, ...], *sources: Source) -> ContactField:
    return ContactField(field_id, field_id, values, sources)


def test_contact_is_grouped_in_order_and_names_where_each_value_is_from() -> None:
    profile = replace(
        NOBODY,
        contact=(
            field("name", ("Ann",), Source("Ann", "manual", "ed@example.org", "2020-05-18T22:30:00Z")),
            field("phones", ("+447700900587",), Source("+447700900587", "conversation", "s 1", None)),
            field("contact.birth_date", ("1980-05-31",), Source("1980-05-31", "upload", "a.csv", None)),
            field("fields.plan", ("gold",), Source("gold", "unknown", "", None)),
        ),
    )
    view = contact_view(profile, {}, "Europe/Warsaw", "ed@example.org")
    assert [(g["title"], [f["id"] for f in g["fields"]]) for g in view["groups"]] == [
        ("Person", ["name", "contact.birth_date"]),
        ("Reach", ["phones"]),
        ("Other", ["fields.plan"]),
    ]
    told = [
        (v["text"], v["source"], v["day"], v["href"]) for g in view["groups"] for f in g["fields"] for v in f["values"]
    ]
    assert told == [
        ("Ann", "edited by you", "19 May 2020", ""),
        ("1980-05-31", "upload a.csv", "", ""),
        ("+44 7700 900587", "conversation s 1", "", "./session?id=s+1"),
        ("gold", "source unknown", "", ""),
    ]


BERN, ROME = Source("Bern", "upload", "a.csv", None), Source("Rome", "upload", "b.csv", None)


@pytest.mark.parametrize(
    ("others", "manual", "expected"),
    [
        ((), True, ""),
        ((BERN,), False, "1 other value"),
        ((BERN, ROME), False, "2 other values"),
        ((BERN,), True, "was “Bern”"),
        ((BERN, ROME), True, "was “Bern” and 1 more"),
        ((Source("", "manual", "x", None), ROME), True, "was empty and 1 more"),
    ],
)
def test_what_it_was_before(others: tuple[Source, ...], manual: bool, expected: str) -> None:
    kind = "manual" if manual else "upload"
    city = field("contact.city", ("Zürich",), Source("Zürich", kind, "x", None), *others)
    profile = replace(NOBODY, contact=(city,), by_hand=frozenset({"contact.city"} if manual else ()))
    [group] = contact_view(profile, {}, "UTC", "me")["groups"]
    assert (group["fields"][0]["was"], group["fields"][0]["manual"]) == (expected, manual)


def test_form_has_what_is_filled_and_offers_the_rest() -> None:
    profile = replace(
        NOBODY,
        contact=(field("phones", ("+447700900587",), BERN),),
        emptied=(field("name", (), Source("", "manual", "x", None)),),
    )
    view = contact_view(profile, {"fields.plan": "Plan"}, "UTC", "x")
    [phone] = view["form"]["fields"]
    assert (phone["values"], phone["shown"], phone["many"]) == (["+447700900587"], ["+44 7700 900587"], True)
    offered = [(one["id"], one["group"]) for one in view["form"]["further"]]
    assert ("fields.plan", "Other") in offered and ("contact.city", "Address") in offered
    assert "phones" not in dict(offered)
    assert [(one["id"], one["source"]) for one in view["emptied"]] == [("name", "edited by you")]


@pytest.mark.parametrize(
    ("role", "edit", "delete"), [(Role.VIEWER, False, False), (Role.EDITOR, True, False), (Role.SUPERVISOR, True, True)]
)
def test_who_may_not_is_told_why(role: Role, edit: bool, delete: bool) -> None:
    may = summary_view(NOBODY, Principal("x", role), {}, "UTC")["may"]
    assert (may["edit"] == "", may["delete"] == "") == (edit, delete)
    assert edit or "it needs editor" in may["edit"]
    assert delete or "it needs supervisor" in may["delete"]


def test_campaigns_never_show_what_sessions_hold_and_products_say_where_they_are_from() -> None:
    hotel = Participation(
        "hotel", "Hotel", False, "active", None, None, None, (("Plan", "gold"),), 3, None, ("web",), False
    )
    inbound = replace(hotel, campaign_id="in", campaign="In", inbound=True, status=None, fields=(), communications=0)
    product = Product("Plus", None, (("Fee", "7"),), "CRM", "2020-05-18T22:30:00Z")
    view = summary_view(
        replace(NOBODY, participations=(hotel, inbound), products=(product,)), EDITOR, {"q": "a"}, "Europe/Warsaw"
    )

    def pairs(facts: list[dict[str, Any]]) -> list[tuple[str, str]]:
        return [(fact["title"], fact["values"][0]["text"]) for fact in facts]

    one, other = view["campaigns"]
    assert pairs(one["facts"]) == [
        ("Status", "active"),
        ("Stage", "unknown"),
        ("Loaded", "time unknown"),
        ("Last communication", "time unknown"),
        ("Plan", "gold"),
    ]
    assert (one["href"], one["made"]) == ("./?q=a&customer=C1&tab=communications&campaign=hotel", True)
    assert (pairs(other["facts"]), other["href"], other["made"]) == ([("Last communication", "none")], "", False)
    assert pairs(view["products"][0]["facts"]) == [("Fee", "7"), ("Source", "CRM"), ("Fetched", "19 May 2020, 00:30")]


def bar(start: str, end: str, count: int, *channels: tuple[str, int], message: str | None = "s:0") -> TimelineBar:
    return TimelineBar(f"{start}T00:00:00+02:00", f"{end}T00:00:00+02:00", count, channels, message)


def test_timeline_stands_in_percent_and_leads_to_the_chat() -> None:
    bars = (
        bar("2020-05-01", "2020-05-02", 1, ("web", 1), message=None),
        bar("2020-05-03", "2020-05-04", 4, ("voice", 3), ("web", 1)),
    )
    view = timeline_view(Timeline("day", bars, 2, "u:0"), "C1", {"q": "a"})
    assert [(one["left"], one["width"], one["height"]) for one in view["bars"]] == [
        (0, 33.333, 25),
        (66.667, 33.333, 100),
    ]
    assert [(one["when"], one["what"]) for one in view["bars"]] == [
        ("1 May 2020", "1 communication, by Web"),
        ("3 May 2020", "4 communications, 3 by Call, 1 by Web"),
    ]
    assert [one["href"] for one in view["bars"]] == [None, "./?q=a&customer=C1&tab=communications&message=s%3A0"]
    assert (view["from"], view["to"], view["caption"]) == ("1 May 2020", "3 May 2020", "5 communications over 3 days")
    assert [(one["icon"]["name"], one["count"]) for one in view["channels"]] == [("Call", "3"), ("Web", "2")]
    assert view["unknown"]["text"] == "2 communications at an unknown time"
    assert view["unknown"]["href"].endswith("message=u%3A0")


def test_timeline_of_nothing() -> None:
    view = timeline_view(Timeline("day", (), 0, None), "C1", {})
    assert (view["bars"], view["caption"], view["unknown"]["text"]) == ([], "", "")


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        ("day", "1 Oct 2020"),
        ("week", "Week of 1 Oct 2020"),
        ("month", "Oct 2020"),
        ("quarter", "Oct–Dec 2020"),
        ("year", "2020"),
    ],
)
def test_period(interval: str, expected: str) -> None:
    assert period(datetime(2020, 10, 1), interval) == expected


def test_place_takes_along_the_page_and_row_that_one_is_in() -> None:
    place = place_of(Neighbours("A", "C", 50, 70), "B", {"q": "x", "page": "2", "f.name": ["a", "b"]}, in_chat=False)
    assert place.text == "50 of 70"
    assert place.back.href == "./?q=x&f.name=a&f.name=b&row=B"
    assert place.previous.href == "./?q=x&f.name=a&f.name=b&row=A&customer=A"
    assert place.next.href == "./?q=x&page=2&f.name=a&f.name=b&row=C&customer=C"
    in_chat = place_of(Neighbours(None, "C", 1, 2), "B", {}, in_chat=True)
    assert in_chat.previous.href is None
    assert in_chat.next.href == "./?row=C&customer=C&tab=communications"


def test_place_outside_the_list() -> None:
    place = place_of(Neighbours(None, None, None, 3), "B", {"q": "x", "page": "2"}, in_chat=False)
    assert (place.text, place.back.href) == ("", "./?q=x&page=2")
    assert place.previous == Way(None, "No previous customer in the list")


@pytest.mark.parametrize(
    "told",
    [
        None,
        "save",
        {},
        {"act": "drop", "request": "1", "customer": "C1"},
        {"act": "save", "request": 1, "customer": "C1"},
    ],
)
def test_what_no_page_would_send_is_nothing(told: object) -> None:
    assert asked_of(told) is None
