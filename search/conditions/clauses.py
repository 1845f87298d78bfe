"""One condition -> one clause, as it holds of the document that has the field: the customer, one participation,
one product, or one session. What it means of a customer as a whole is in tree.py."""

from domain.conditions import Condition, Operator
from domain.contact import normal_phone
from domain.errors import WrongInput
from search.conditions import texts
from search.conditions.amounts import day_of, days_clause, number_clause, number_of
from search.conditions.fields import Field
from search.conditions.reader import Reader
from search.conditions.texts import Clause, all_of, any_of, none_of

_O = Operator
NEGATIVE = (_O.IS_NOT, _O.EMPTY)
"""Operators that hold where their opposite does not."""
_WITHOUT_VALUES = (_O.EMPTY, _O.FILLED)
_NUMBERS = (_O.AT_LEAST, _O.AT_MOST)
_DAYS = (_O.BEFORE, _O.AFTER, _O.LAST_DAYS)


def is_complete(condition: Condition) -> bool:
    """Whether it says enough to be asked: values where its operator compares with any."""
    if condition.operator in _WITHOUT_VALUES:
        return True
    return any(value.strip() for value in condition.values)


def positive(condition: Condition) -> Condition:
    """The condition whose opposite a negative one is; any other as it is."""
    match condition.operator:
        case _O.IS_NOT:
            return Condition(condition.field, _O.IS, condition.values)
        case _O.EMPTY:
            return Condition(condition.field, _O.FILLED)
    return condition


def clause(field: Field, condition: Condition, reader: Reader) -> Clause:
    """Raises WrongInput where the operator or a value does not fit the field."""
    if condition.operator in NEGATIVE:
        return none_of(clause(field, positive(condition), reader))
    if condition.operator is _O.FILLED:
        return {"exists": {"field": field.path}}
    values = tuple(value for value in condition.values if value.strip())
    condition = condition if condition.operator is _O.BETWEEN else Condition(field.id, condition.operator, values)
    if field.typed and condition.operator in (_O.IS, _O.MATCHES, _O.BETWEEN, *_NUMBERS, *_DAYS):
        return _typed(field, condition, reader)
    match field.kind:
        case "number":
            return number_clause(_fits(field, condition), condition)
        case "date":
            return days_clause(_fits(field, condition), condition, reader)
        case "boolean":
            return any_of([_truth(field, value) for value in values])
        case "phone":
            return _phone(field, condition, reader)
        case _:
            return _text(_fits(field, condition), condition)


def _typed(field: Field, condition: Condition, reader: Reader) -> Clause:
    """One of the users' own fields: compared as what the operator and the values are."""
    if condition.operator in (_O.IS, _O.MATCHES):
        return any_of(
            [_typed_value(field, Condition(field.id, condition.operator, (v,)), reader) for v in condition.values]
        )
    given = [value for value in condition.values if value.strip()]
    as_numbers = condition.operator not in _DAYS and all(number_of(value) is not None for value in given)
    return number_clause(field, condition) if as_numbers else days_clause(field, condition, reader)


def _typed_value(field: Field, condition: Condition, reader: Reader) -> Clause:
    """The text itself, the same number written otherwise (but `007` is not `7`), or any time of that day."""
    text = condition.values[0].strip()
    ways = [_text(field, condition)]
    if number_of(text) is not None and not _led_by_zero(text):
        written_otherwise = none_of({"regexp": {field.path: r"[\+\-]?0[0-9].*"}})
        ways.append(all_of([number_clause(field, Condition(field.id, _O.IS, (text,))), written_otherwise]))
    elif day_of(text) is not None:
        ways.append(days_clause(field, Condition(field.id, _O.IS, (text,)), reader))
    return any_of(ways)


def _led_by_zero(text: str) -> bool:
    digits = text.lstrip("+-")
    return digits[:1] == "0" and digits[1:2].isdigit()


def _fits(field: Field, condition: Condition) -> Field:
    """The field, if the operator can be asked of it."""
    fitting: dict[str, tuple[Operator, ...]] = {
        "number": (_O.IS, _O.MATCHES, _O.BETWEEN, *_NUMBERS),
        "date": (_O.IS, _O.MATCHES, _O.BETWEEN, *_DAYS),
    }
    if condition.operator not in fitting.get(field.kind, (_O.IS, _O.MATCHES, _O.CONTAINS, _O.STARTS_WITH)):
        raise WrongInput(f"{field.title} cannot be compared in this way; choose another comparison.")
    return field


def _text(field: Field, condition: Condition) -> Clause:
    match condition.operator:
        case _O.IS:
            return texts.is_any(field, condition.values)
        case _O.CONTAINS:
            return any_of([texts.contains(field, value) for value in condition.values])
        case _O.STARTS_WITH:
            return any_of([texts.starts_with(field, value) for value in condition.values])
    if field.exact or field.scope == "communication":
        return any_of([texts.contains(field, value) for value in condition.values])
    return any_of([texts.matches(field, value) for value in condition.values])


def _phone(field: Field, condition: Condition, reader: Reader) -> Clause:
    match condition.operator:
        case _O.IS:
            numbers = [normal_phone(value, reader.region) or value for value in condition.values]
            return {"terms": {field.path: numbers}}
        case _O.STARTS_WITH:
            return any_of([texts.phone_starts(field, value, reader.region) for value in condition.values])
        case _O.MATCHES | _O.CONTAINS:
            return any_of([texts.phone_matches(field, value, reader.region) for value in condition.values])
    raise WrongInput(f"{field.title} cannot be compared in this way; choose another comparison.")


def _truth(field: Field, value: str) -> Clause:
    """What is not said to be true is not."""
    if value not in ("true", "false"):
        raise WrongInput(f"{field.title} is either true or false; choose one of them.")
    said: Clause = {"term": {field.path: True}}
    return said if value == "true" else none_of(said)
