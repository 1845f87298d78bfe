"""What people type into a customer's fields: checked, and in the form in which it is kept.

Fields are named as filters name them: `name`, `phones`, `emails`, `external_ids`, `contact.city`, `fields.ID`.
A field of their own that is new is named by its title: `fields.Favourite colour`.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

from domain.contact import CONTACT_FIELDS, PLAIN_FIELDS, normal_email, normal_phone
from domain.errors import WrongInput
from domain.field_ids import field_id

LIST_FIELDS = {"phones": "phone", "emails": "email", "external_ids": "external_id"}
"""Fields that identify and may have several values, with the contact field that each holds."""
MAX_VALUES = 20
"""As many phones, e-mails or customer IDs as a row of an upload may have."""
MAX_NAME_LENGTH = 1000
MAX_TEXT_LENGTH = 4000
"""Of any other text: more would not be searched whole."""
MAX_TITLE_LENGTH = 120
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_YEARS = 130


def own_field(field: str) -> tuple[str, str] | None:
    """(ID, title) of one of the users' own fields, named by its ID or by its title; None for any other field."""
    group, dot, name = field.partition(".")
    title = " ".join(name.split())
    return (field_id(title), title) if group == "fields" and dot and title else None


def known_field(field: str) -> str:
    """The field as documents name it. Raises WrongInput when there is none of this name."""
    if own := own_field(field):
        if len(own[1]) > MAX_TITLE_LENGTH:
            raise WrongInput(f"A field's title can have {MAX_TITLE_LENGTH} characters at most; shorten it.")
        return f"fields.{own[0]}"
    group, _, name = field.partition(".")
    if field == "name" or field in LIST_FIELDS or (group == "contact" and name in PLAIN_FIELDS):
        return field
    raise WrongInput(f"“{field[:60]}” is no field of a customer; choose another.")


def title_of(field: str) -> str:
    """How people call a field; one of the users' own goes by what it was named by."""
    if own := own_field(field):
        return own[1]
    return CONTACT_FIELDS[LIST_FIELDS.get(field, field.removeprefix("contact."))].title


def checked(field: str, values: Iterable[str], region: str | None = None) -> tuple[str, ...]:
    """The values as they are kept, without empty ones and repeats; () empties the field.

    Phones become E.164 (`region` reads those without a country code), e-mails case-folded, a birth date ISO. Raises
    WrongInput with a sentence that says which value cannot be, and what is needed instead.
    """
    known_field(field)
    texts = [text for value in values if (text := value.strip())]
    for text in texts:
        _refuse_unreadable(field, text)
    if field in LIST_FIELDS:
        found = tuple(dict.fromkeys(_key(field, text, region) for text in texts))
        if len(found) > MAX_VALUES:
            raise WrongInput(f"{title_of(field)} can have {MAX_VALUES} values at most; leave some out.")
        return found
    if len(texts) > 1:
        raise WrongInput(f"{title_of(field)} has one value; leave the others out.")
    return tuple(_text(field, text) for text in texts)


def _refuse_unreadable(field: str, text: str) -> None:
    limit = MAX_NAME_LENGTH if field in ("name", "external_ids") else MAX_TEXT_LENGTH
    if len(text) > limit:
        raise WrongInput(f"{title_of(field)} has {len(text):,} characters; shorten it to {limit:,} at most.")
    if _CONTROLS.search(text) or any(0xD800 <= ord(c) <= 0xDFFF for c in text):
        raise WrongInput(f"{title_of(field)} holds characters that cannot be shown; type it anew.")


def _key(field: str, text: str, region: str | None) -> str:
    if field == "phones":
        found = normal_phone(text, region)
        if found is None:
            needed = "" if region else " with its country code, such as +44 7700 900123"
            raise WrongInput(f"“{_short(text)}” is not a possible phone number; type all its digits{needed}.")
        return found
    if field == "emails":
        found = normal_email(text)
        if found is None:
            raise WrongInput(f"“{_short(text)}” is not an e-mail address; it has the form name@example.com.")
        return found
    return " ".join(text.split())


def _text(field: str, text: str) -> str:
    if field == "contact.birth_date":
        return _birth_date(text)
    return text if field.startswith("fields.") else " ".join(text.split())


def _birth_date(text: str) -> str:
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        raise WrongInput(f"“{text}” is no day that exists; correct the birth date.") from None
    if day is None:
        raise WrongInput(f"“{_short(text)}” is not read as a birth date; write year, month and day: 1985-04-23.")
    today = datetime.now(UTC).date()
    if day > today:
        raise WrongInput(f"The birth date {text} lies in the future; correct it.")
    if day.year < today.year - _YEARS:
        raise WrongInput(f"The birth date {text} lies more than {_YEARS} years back; correct it.")
    return text


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
