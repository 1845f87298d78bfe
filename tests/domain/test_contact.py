"""Phones and e-mails in the one form in which they are compared."""

import pytest

from domain.contact import CONTACT_FIELDS, PLAIN_FIELDS, normal_email, normal_phone
from indexing.schema import CUSTOMERS


def test_contact_fields_are_those_of_the_index() -> None:
    assert set(PLAIN_FIELDS) == set(CUSTOMERS.properties["contact"]["properties"])
    assert set(CONTACT_FIELDS) - set(PLAIN_FIELDS) == {"name", "phone", "email", "external_id"}


@pytest.mark.parametrize(
    ("text", "region", "normal"),
    [
        ("(07700) 900-142", "GB", "+447700900142"),
        ("07700 900142", "GB", "+447700900142"),
        ("07700900142", "GB", "+447700900142"),
        ("00447700900142", "GB", "+447700900142"),
        ("+44 7700 900142", "GB", "+447700900142"),
        ("+44 7700 900142", None, "+447700900142"),
        ("+44 7700 900142", "US", "+447700900142"),
        ("0044 7700 900142", None, "+447700900142"),
        ("0044 7700 900142", "US", "+447700900142"),
        ("+44 (0)7700 900142", None, "+447700900142"),
        ("(+44) 7700 900142", None, "+447700900142"),
        ("447700900142", "GB", "+447700900142"),
        ("0171/123.4567", "DE", "+491711234567"),
        ("06 1234567", "IT", "+39061234567"),
        ("\u202a+44\u00a07700\u2011900142\u202c", None, "+447700900142"),
        ("٠٧٧٠٠٩٠٠١٤٢", "GB", "+447700900142"),
        ("07700 900142", None, None),
        ("07700900142", "XX", None),
        ("12", "GB", None),
        ("", "GB", None),
        ("+", "GB", None),
        ("+447700900142 ext. 12", "GB", None),
        ("1-800-FLOWERS", "US", None),
        ("07700\x00900142", "GB", None),
        ("447700900142.0", "GB", None),
        ("4.477E+11", "GB", None),
        ("07700 900142; 07700 900143", "GB", None),
        ("0" * 10_000_000, "GB", None),
    ],
)
def test_phone(text: str, region: str | None, normal: str | None) -> None:
    assert normal_phone(text, region) == normal


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("DMITRI.06E6755F@EXAMPLE.ORG", "dmitri.06e6755f@example.org"),
        (" hana@example.org\n", "hana@example.org"),
        ("zoë@münchen.example", "zoë@münchen.example"),
        ("a@xn--mnchen-3ya.example", "a@münchen.example"),
        ("a+b@x.test", "a+b@x.test"),
        ("a@mail.local", "a@mail.local"),
        ("", None),
        ("n/a", None),
        ("a@b", None),
        ("a b@example.org", None),
        ("a@example.org, b@example.org", None),
        ("a\x00@example.org", None),
        ("\ud800@example.org", None),
        ("a@" + "b" * 10_000_000, None),
    ],
)
def test_email(text: str, normal: str | None) -> None:
    assert normal_email(text) == normal
