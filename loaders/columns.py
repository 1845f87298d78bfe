"""What the columns of a campaign upload mean."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from domain.contact import CONTACT_FIELDS, KEY_FIELDS
from domain.errors import WrongInput
from domain.field_ids import MAX_LENGTH, field_id
from loaders.titles import KNOWN, PRODUCT, SEVERAL, folded, known_field, product_attribute

__all__ = ["KNOWN", "ColumnMap", "map_columns"]

_SHOWN_COLUMNS = 30
_OWN_CONTACT = "contact."
PARTICIPATION, IGNORED = "participation", "-"


@dataclass(frozen=True)
class ColumnMap:
    """What each column (by its place from 0) means: a known field, a contact field of the users' own, a field of the
    participation, or an attribute of the product, each by its ID. Columns in none of these are left out."""

    header: tuple[str, ...]
    known: dict[int, str] = field(default_factory=dict)
    own_contact: dict[int, str] = field(default_factory=dict)
    participation: dict[int, str] = field(default_factory=dict)
    product: dict[int, str] = field(default_factory=dict)

    @property
    def contact_titles(self) -> dict[str, str]:
        """Field ID -> title, as for the other two kinds of users' own fields."""
        return {id: self.header[place] for place, id in self.own_contact.items()}

    @property
    def participation_titles(self) -> dict[str, str]:
        return {id: self.header[place] for place, id in self.participation.items()}

    @property
    def product_titles(self) -> dict[str, str]:
        return {id: product_attribute(self.header[place]) or "" for place, id in self.product.items()}

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place, id in sorted(self.known.items()):
            found.setdefault(id, []).append(place)
        return found

    def places(self, id: str) -> list[int]:
        """Columns that mean a known field, from left to right."""
        return self._places.get(id, [])

    @property
    def key_places(self) -> list[int]:
        """Columns that can hold an identity key."""
        return [place for place, id in sorted(self.known.items()) if id in KEY_FIELDS]


def map_columns(header: tuple[str, ...], overrides: dict[str, str]) -> ColumnMap:
    """Decide what each column means; `overrides` (column title -> field) stand before what is recognised.

    A field is a known one by ID or usual name, `contact.NAME` for a contact field of the users' own (`contact` alone:
    named as the column), `participation`, or `-` to leave the column out. Raises WrongInput for an unknown column or
    field, for two columns put on a field that holds one, and when no column can hold an identity key.
    """
    chosen = {_place_of(column, header): meaning.strip() for column, meaning in overrides.items()}
    result = ColumnMap(header)
    for place, meaning in chosen.items():
        _put(result, place, meaning)
    _recognise(result, [place for place in range(len(header)) if place not in chosen])
    if not result.key_places:
        raise WrongInput(
            f"No column holds a customer ID, an e-mail address or a phone; the columns are {_listed(header)}. "
            f'Say which one does, for example --map "{header[0] if header else "COLUMN"}=external_id".'
        )
    return result


def _place_of(column: str, header: tuple[str, ...]) -> int:
    wanted = " ".join(column.split())
    for same in (str, str.casefold, folded):
        places = [place for place, title in enumerate(header) if same(title) == same(wanted)]
        if len(places) == 1:
            return places[0]
    raise WrongInput(f'There is no column "{column}"; the columns are {_listed(header)}.')


def _put(result: ColumnMap, place: int, meaning: str) -> None:
    title = result.header[place]
    own = meaning.removeprefix(_OWN_CONTACT) if meaning.startswith(_OWN_CONTACT) else None
    known = known_field(meaning)
    if meaning == IGNORED:
        return
    if meaning == PARTICIPATION:
        result.participation[place] = _free(field_id(title), result.participation.values())
    elif own and own not in CONTACT_FIELDS:
        result.own_contact[place] = _free(field_id(own), result.own_contact.values())
    elif meaning == "contact":
        result.own_contact[place] = _free(field_id(title), (*result.own_contact.values(), *CONTACT_FIELDS))
    elif own or meaning in KNOWN or known:
        id = own or (meaning if meaning in KNOWN or not known else known[0])
        other = next((at for at, taken in result.known.items() if taken == id and id not in SEVERAL), None)
        if other is not None:
            raise WrongInput(
                f'The columns "{result.header[other]}" and "{title}" cannot both be {id}; '
                "map one of them to another field."
            )
        result.known[place] = id
    else:
        raise WrongInput(
            f'"{meaning}" is no field; take one of {", ".join(KNOWN)}, contact.NAME for a contact field of your own, '
            "participation for a field of this campaign, or - to leave the column out."
        )


def _recognise(result: ColumnMap, places: list[int]) -> None:
    found = {place: known for place in places if (known := known_field(result.header[place]))}
    for place in sorted(found, key=lambda place: (found[place][1], place)):
        id = found[place][0]
        if id in SEVERAL or id not in result.known.values():
            result.known[place] = id
    has_product = PRODUCT in result.known.values()
    for place in places:
        title = result.header[place]
        attribute = product_attribute(title)
        if place in result.known:
            continue
        if attribute and has_product:
            result.product[place] = _free(field_id(attribute), result.product.values())
        else:
            result.participation[place] = _free(field_id(title), result.participation.values())


def _free(id: str, taken: Iterable[str]) -> str:
    used = set(taken)
    number, free = 1, id
    while free in used:
        number += 1
        free = f"{id[: MAX_LENGTH - 5]}_{number}"
    return free


def _listed(header: tuple[str, ...]) -> str:
    shown = ", ".join(f'"{title}"' for title in header[:_SHOWN_COLUMNS])
    return shown if len(header) <= _SHOWN_COLUMNS else f"{shown} and {len(header) - _SHOWN_COLUMNS} more"
