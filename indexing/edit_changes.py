"""What an editor wants to change, checked, and compared with what is there. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.errors import Stale, WrongInput
from domain.values import LIST_FIELDS, checked, known_field, title_of
from indexing.edit_records import values_of

Texts = tuple[str, ...]


@dataclass(frozen=True)
class FieldChange:
    """A field, the values that its editor saw, and those that it is to have; () is none.

    One of the users' own fields is named by its ID, `fields.ID`, or a new one by its title, `fields.Title`.
    """

    field: str
    before: Texts
    after: Texts


def checked_changes(changes: Sequence[FieldChange], region: str | None) -> dict[str, FieldChange]:
    """Field -> its change, with checked values. All that is wrong is told at once."""
    found: dict[str, FieldChange] = {}
    wrong: list[str] = []
    for change in changes:
        try:
            field = known_field(change.field)
            after = checked(change.field, change.after, region)
        except WrongInput as error:
            wrong.append(str(error))
            continue
        found[field] = FieldChange(field, tuple(v for v in change.before if v), after)
    if wrong:
        raise WrongInput(" ".join(wrong))
    return found


def value_now(document: dict[str, Any], by_hand: dict[str, Any] | None, field: str) -> Texts:
    """The value of this moment: a record by hand wins, also where the document has not been folded since."""
    return tuple(by_hand["values"]["texts"]) if by_hand else values_of(document, field)


def is_same(field: str, one: Texts, other: Texts) -> bool:
    return sorted(one) == sorted(other) if field in LIST_FIELDS else one == other


def refuse_stale(wanted: dict[str, FieldChange], present: dict[str, Texts]) -> None:
    differences = {
        f: (change.before, present[f])
        for f, change in wanted.items()
        if not is_same(f, change.before, present[f]) and not is_same(f, change.after, present[f])
    }
    if differences:
        titles = ", ".join(title_of(f) for f in differences)
        sentence = f"Somebody changed this meanwhile: {titles}. Look at the difference and save again."
        raise Stale(sentence, differences)
