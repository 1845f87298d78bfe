from dataclasses import replace

import pytest

from domain.access import LOCAL
from engine import Engine
from search.profile import get_profile
from search.reach import NO_ADDRESS, NO_CONNECTOR, why_unreachable
from search.results import Profile
from tests.search.conftest import Put, session

NOBODY = Profile("c", None, (), (), (), 0, None, (), ())


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (NOBODY, NO_ADDRESS),
        (replace(NOBODY, emails=("a@x.test",)), NO_CONNECTOR),
        (replace(NOBODY, phones=("+447700900666",)), NO_CONNECTOR),
        (replace(NOBODY, messengers=("line",)), NO_CONNECTOR),
    ],
)
def test_why_unreachable(profile: Profile, expected: str) -> None:
    assert why_unreachable(profile) == expected


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
