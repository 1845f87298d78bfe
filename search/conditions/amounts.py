"""Numbers and days that a person typed -> clauses; days are those of the reader."""

import math
from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.conditions import Condition, Operator
from domain.errors import WrongInput
from search.conditions.fields import Field
from search.conditions.reader import Reader
from search.conditions.texts import NOTHING, Clause, all_of, any_of, none_of

_O = Operator


def number_of(text: str) -> float | None:
    """The number that a text is, also with a decimal comma; None when it is none."""
    plain = text.strip().replace(" ", "").replace("\u00a0", "").replace("\u2212", "-")
    if "," in plain and "." not in plain:
        plain = plain.replace(",", ".")
    if not plain.isascii() or "_" in plain:
        return None
    try:
        number = float(plain)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def day_of(text: str) -> date | None:
    """The day that a text names as 2024-05-31, of the years 1000 to 9998; None when it is none."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if 1000 <= day.year < 9999 and "-" in text else None


def number_clause(field: Field, condition: Condition) -> Clause:
    """IS (any of), AT_LEAST, AT_MOST and BETWEEN. Raises WrongInput for what is no number."""
    path = f"{field.path}.number" if field.typed else field.path
    if condition.operator in (_O.IS, _O.IS_NOT, _O.MATCHES):
        return any_of([{"term": {path: _number(field, value)}} for value in condition.values])
    low, high = _ends(condition)
    limits: dict[str, Any] = {}
    if low:
        limits["gte"] = _number(field, low)
    if high:
        limits["lte"] = _number(field, high)
    return {"range": {path: limits}}


def days_clause(field: Field, condition: Condition, reader: Reader) -> Clause:
    """IS (any of the days), BEFORE, AFTER (not that day itself), BETWEEN, LAST_DAYS (and today)."""
    match condition.operator:
        case _O.BEFORE:
            return _span(field, None, _day(field, condition.values[0]), reader)
        case _O.AFTER:
            return _span(field, _next(_day(field, condition.values[0])), None, reader)
        case _O.LAST_DAYS:
            return _span(field, reader.today - timedelta(_count(condition.values[0])), _next(reader.today), reader)
        case _O.BETWEEN | _O.AT_LEAST | _O.AT_MOST:
            low, high = _ends(condition)
            first = _day(field, low) if low else None
            return _span(field, first, _next(_day(field, high)) if high else None, reader)
        case _:
            days = [_day(field, value) for value in condition.values]
            return any_of([_span(field, day, _next(day), reader) for day in days])


def _span(field: Field, first: date | None, end: date | None, reader: Reader) -> Clause:
    """From the first day up to the end, which does not belong to it.

    Where values may be days without a time, these are kept as midnight in UTC: that midnight counts as the day
    it names, and not as an hour of the evening before.
    """
    if first is not None and end is not None and first >= end:
        return NOTHING
    path = f"{field.path}.date" if field.typed else field.path
    limits: dict[str, Any] = {}
    missing: list[Clause] = []
    surplus: list[Clause] = []
    for name, day, fringe in (("gte", first, missing), ("lt", end, surplus)):
        if day is None or day == date.max:
            continue
        begin = reader.begin_of(day)
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        limits[name] = _written(begin)
        if field.days and begin > midnight:
            fringe.append({"term": {path: _written(midnight)}})
    span: Clause = {"range": {path: limits}}
    if surplus:
        span = all_of([span, none_of(surplus[0])])
    return any_of([span, *missing])


def _written(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _ends(condition: Condition) -> tuple[str, str]:
    values = [value.strip() for value in condition.values]
    match condition.operator:
        case _O.AT_LEAST:
            return values[0], ""
        case _O.AT_MOST:
            return "", values[0]
    return values[0], values[1] if len(values) > 1 else ""


def _next(day: date) -> date:
    return day + timedelta(1) if day < date.max else day


def _number(field: Field, text: str) -> float:
    found = number_of(text)
    if found is None:
        raise WrongInput(f"“{text[:40]}” is not a number; {field.title} is compared with numbers such as 12 or 3.5.")
    return found


def _day(field: Field, text: str) -> date:
    found = day_of(text)
    if found is None:
        raise WrongInput(f"“{text[:40]}” is not a day; {field.title} is compared with days such as 2024-05-31.")
    return found


def _count(text: str) -> int:
    if not text.strip().isdecimal() or not 0 < int(text) <= 36_500:
        raise WrongInput(f"“{text[:40]}” is not a number of days; write a whole number from 1 to 36,500.")
    return int(text)
