"""What is known about a person beside campaigns: the contact fields, and phones and e-mails in the one form
in which they are compared."""

import re
from dataclasses import dataclass
from functools import lru_cache

import email_validator
import phonenumbers

email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()  # its documented way to allow x.test and mail.local


@dataclass(frozen=True)
class ContactField:
    """One contact field: its ID in documents, the title people read, and the group it is shown in."""

    id: str
    title: str
    group: str


CONTACT_FIELDS = {
    field.id: field
    for field in (
        ContactField("name", "Name", "Person"),
        ContactField("phone", "Phone", "Reach"),
        ContactField("email", "E-mail", "Reach"),
        ContactField("external_id", "Customer ID", "Reach"),
        ContactField("birth_date", "Birth date", "Person"),
        ContactField("gender", "Gender", "Person"),
        ContactField("language", "Language", "Person"),
        ContactField("company", "Company", "Work"),
        ContactField("job_title", "Job title", "Work"),
        ContactField("street", "Street", "Address"),
        ContactField("postcode", "Postcode", "Address"),
        ContactField("city", "City", "Address"),
        ContactField("state", "State", "Address"),
        ContactField("country", "Country", "Address"),
    )
}
"""Every contact field the product knows, by ID, in the order in which they are shown."""

KEY_FIELDS = ("external_id", "email", "phone")
"""Contact fields that identify a person, the strongest first."""

PLAIN_FIELDS = tuple(id for id in CONTACT_FIELDS if id not in {"name", *KEY_FIELDS})
"""Contact fields that are one text each: the properties under `contact` in the customers index."""

MAX_PHONE_LENGTH = 60
MAX_EMAIL_LENGTH = 320

_INVISIBLE = dict.fromkeys((*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF))
"""Direction marks and zero-width spaces, which come along when people copy numbers from a messenger."""
_PHONE = re.compile(r"[+＋]?[\d\s()\[\]./\-‐-―−－]+")
_FLOAT = re.compile(r"\d{6,}\.0+")
"""A number that a spreadsheet or a script has turned into a fraction: its digits are not what was typed."""


def normal_phone(text: str, region: str | None) -> str | None:
    """The E.164 form of a phone in any notation, or None when it is not a *possible* number.

    `region` (two letters) reads numbers without a country code; without it they are not possible. An extension
    or any other letter makes it None: what stands behind it is a switchboard or no number at all.
    """
    if len(text) > MAX_PHONE_LENGTH:
        return None
    return _normal_phone(text, region)


@lru_cache(maxsize=65536)
def _normal_phone(text: str, region: str | None) -> str | None:
    text = text.translate(_INVISIBLE).strip()
    digits = text.lstrip("(")  # "(+44) 7700…"
    if digits.startswith(("+", "＋")):
        text = digits.replace(")", "", 1) if digits != text else digits
    if not _PHONE.fullmatch(text) or _FLOAT.fullmatch(text):
        return None
    found = _possible(text, region)
    if found is None and text.startswith("00"):  # the usual prefix for abroad, whatever the region dials
        found = _possible("+" + text[2:], None)
    return found


def _possible(text: str, region: str | None) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normal_email(text: str) -> str | None:
    """An e-mail address as it is compared (case-folded whole, domain in Unicode), or None when it is none.

    Nothing is looked up; names reserved for tests and local networks are allowed.
    """
    if len(text) > MAX_EMAIL_LENGTH:
        return None
    return _normal_email(text)


@lru_cache(maxsize=65536)
def _normal_email(text: str) -> str | None:
    try:
        found = email_validator.validate_email(text.translate(_INVISIBLE).strip(), check_deliverability=False)
    except email_validator.EmailNotValidError:
        return None
    return found.normalized.casefold()
