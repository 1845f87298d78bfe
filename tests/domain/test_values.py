"""What people type into fields: what is kept, and the sentence for what cannot be."""

import pytest

from domain.errors import WrongInput
from domain.values import checked, known_field, title_of

KEPT = [
    ("name", (" Nora \t Grant ",), ("Nora Grant",)),
    ("name", ("",), ()),
    ("phones", ("07700 900101", "+44 7700 900101", " "), ("+447700900101",)),
    ("phones", ("0044 7700 900102", "+1 (650) 253-0000"), ("+447700900102", "+16502530000")),
    ("emails", ("Nora@X.test",), ("nora@x.test",)),
    ("external_ids", (" 007 ", "NA"), ("007", "NA")),
    ("contact.birth_date", ("1985-04-23",), ("1985-04-23",)),
    ("contact.city", ("=cmd()|' /C",), ("=cmd()|' /C",)),
    ("fields.Favourite colour", ("red\nand blue",), ("red\nand blue",)),
]


@pytest.mark.parametrize("field, typed, kept", KEPT)
def test_what_is_kept(field, typed, kept):
    assert checked(field, typed, "GB") == kept


REFUSED = [
    ("phones", ("12",), "“12” is not a possible phone number; type all its digits."),
    ("phones", ("call me",), "“call me” is not a possible phone number"),
    ("emails", ("nora@",), "“nora@” is not an e-mail address"),
    ("contact.birth_date", ("23.04.1985",), "write year, month and day"),
    ("contact.birth_date", ("1985-02-30",), "no day that exists"),
    ("contact.birth_date", ("2985-02-03",), "lies in the future"),
    ("contact.birth_date", ("1685-02-03",), "years back"),
    ("name", ("x" * 1001,), "Name has 1,001 characters; shorten it to 1,000"),
    ("name", ("a", "b"), "Name has one value"),
    ("name", ("a\x00b",), "characters that cannot be shown"),
    ("name", ("a\ud800b",), "characters that cannot be shown"),
    ("contact.city", ("x" * 4001,), "shorten it to 4,000"),
    ("phones", tuple(f"+4477009001{n:02}" for n in range(21)), "20 values at most"),
    ("fields." + "x" * 121, ("a",), "120 characters at most"),
    ("contact.shoe", ("a",), "is no field of a customer"),
    ("customer_id", ("a",), "is no field of a customer"),
    ("fields. ", ("a",), "is no field of a customer"),
]


@pytest.mark.parametrize("field, typed, sentence", REFUSED)
def test_what_is_refused_says_why(field, typed, sentence):
    with pytest.raises(WrongInput) as wrong:
        checked(field, typed, "GB")
    assert sentence in str(wrong.value)


def test_without_a_region_a_phone_needs_its_country_code():
    with pytest.raises(WrongInput, match="with its country code"):
        checked("phones", ("07700 900101",))


def test_a_field_of_their_own_goes_by_its_title_or_its_id():
    assert known_field("fields.Favourite colour") == known_field("fields.favourite_colour") == "fields.favourite_colour"
    assert title_of("fields.Favourite colour") == "Favourite colour"
    assert (title_of("phones"), title_of("contact.birth_date")) == ("Phone", "Birth date")
