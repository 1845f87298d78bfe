from dataclasses import replace

import pytest

from domain.access import LOCAL
from engine import Engine
from search.profile import get_profile
from search.reach import NO_ADDRESS, NO_CONNECTOR, Reach, reachable
from search.results import Profile
from tests.search.conftest import Put, session

NOBODY = Profile("c", None, (), (), (), 0, None, (), ())


@pytest.mark.parametrize(
    ("profile", "connected", "expected"),
    [
        (NOBODY, frozenset({"email"}), Reach((), NO_ADDRESS)),
        (replace(NOBODY, emails=("a@x.test",)), frozenset(), Reach((), NO_CONNECTOR)),
        (replace(NOBODY, emails=("a@x.test",)), frozenset({"sms"}), Reach((), NO_CONNECTOR)),
        (replace(NOBODY, emails=("a@x.test",)), frozenset({"sms", "email"}), Reach(("email",), "")),
        (replace(NOBODY, phones=("+447700900666",)), frozenset({"sms", "email"}), Reach(("sms",), "")),
        (replace(NOBODY, messengers=("line",)), frozenset({"line"}), Reach(("line",), "")),
    ],
)
def test_reachable(profile: Profile, connected: frozenset[str], expected: Reach) -> None:
    assert reachable(profile, connected) == expected


def test_addresses_of_messengers_count_where_no_phone_or_email_is_known(stored: Engine, put: Put) -> None:
    put(
        "customers",
        {
            "anna": {"customer_id": "anna"},
            "web": {"customer_id": "web"},
            "bo": {"customer_id": "bo", "emails": ["b@x.test"]},
        },
    )
    put(
        "sessions",
        {
            "s1": session("s1", "anna", channel="line", customer_address="@anna"),
            "s2": session("s2", "anna", channel="telegram"),
            "s3": session("s3", "web", channel="web", customer_address="visitor 7"),
            "s4": session("s4", "bo", channel="line", customer_address="@bo"),
        },
    )
    found = {one: get_profile(stored, LOCAL, one).messengers for one in ("anna", "web", "bo")}
    assert found == {"anna": ("line",), "web": (), "bo": ()}
