"""What the columns of a campaign upload mean, and its rows in those terms."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.contact import CONTACT_FIELDS, PLAIN_FIELDS, normal_email, normal_phone
from domain.conversation import checked_time
from domain.errors import WrongInput
from domain.field_ids import field_id
from domain.reports import RowError
from domain.upload import UploadRow

FIRST_NAME, LAST_NAME = "first_name", "last_name"
STATUS, STAGE, LOADED, SUMMARY, PRODUCT = "status", "stage", "loaded", "summary", "product"
PARTICIPATION_FIELDS = (STATUS, STAGE, LOADED, SUMMARY, PRODUCT)
KNOWN = (*CONTACT_FIELDS, FIRST_NAME, LAST_NAME, *PARTICIPATION_FIELDS)
MAX_KEY_LENGTH = 1000

_NAMES = {
    "name": "name|full name|customer name|contact name|customer|contact|nombre|nombre completo|nom complet|vollständiger name"
    "|imię i nazwisko|имя|фио|ім'я|піб|ad soyad|nome|nome completo",
    FIRST_NAME: "first name|firstname|given name|vorname|prénom|imię|nombre de pila",
    LAST_NAME: "last name|lastname|surname|family name|nachname|nom|nazwisko|apellido|apellidos|фамилия|прізвище|soyad",
    "phone": "phone|phone number|phonenumber|phones|mobile|mobile phone|mobile number|cell|cell phone|telephone|tel|tel.|msisdn"
    "|whatsapp|telefon|telefonnummer|handy|rufnummer|téléphone|teléfono|telefono|móvil|numer telefonu|телефон|номер телефона",
    "email": "email|e-mail|mail|email address|e-mail address|emails|e-mails|correo|correo electrónico|courriel|adres e-mail"
    "|e-mail-adresse|почта|эл. почта|електронна пошта|e-posta",
    "external_id": "customer id|customerid|customer no|customer number|external id|externalid|client id|crm id|id|user id|userid"
    "|contact id|kundennummer|kunden-id|id cliente|id client|numéro client|id klienta|идентификатор|müşteri no",
    "birth_date": "birth date|birthdate|date of birth|dob|birthday|geburtsdatum|fecha de nacimiento|date de naissance"
    "|data urodzenia|дата рождения",
    "gender": "gender|sex|geschlecht|sexo|genre|płeć|пол",
    "language": "language|lang|locale|sprache|idioma|langue|język|язык",
    "company": "company|company name|organisation|organization|employer|firma|empresa|entreprise|société|компания",
    "job_title": "job title|job|position|role|occupation|beruf|puesto|poste|stanowisko|должность",
    "street": "street|address|street address|address line 1|straße|strasse|dirección|adresse|ulica|адрес",
    "postcode": "postcode|postal code|zip|zip code|plz|postleitzahl|código postal|code postal|kod pocztowy|индекс",
    "city": "city|town|stadt|ort|ciudad|ville|miasto|город",
    "state": "state|province|region|county|bundesland|provincia|województwo|область",
    "country": "country|land|país|pays|kraj|страна",
    STATUS: "status|estado|statut|статус|durum",
    STAGE: "stage|campaign stage|phase|etapa|étape|etap|этап|стадия|aşama",
    LOADED: "loaded|loaded at|date loaded|added|added at|import date",
    SUMMARY: "summary|campaign summary|zusammenfassung|resumen|résumé|podsumowanie",
    PRODUCT: "product|produkt|producto|produit|продукт|ürün",
}
"""Field -> the titles that mean it, in any case."""
_BY_TITLE = {title: id for id, titles in _NAMES.items() for title in titles.split("|")}
_PRODUCT_ATTRIBUTE = re.compile(r"product\s*:\s*(\S.*)", re.IGNORECASE)
_SEPARATORS = re.compile(r"[;,\n|]|\s/\s")


@dataclass(frozen=True)
class ColumnMap:
    """What each column (by place) means. The titles are of users' own fields, by ID."""

    header: tuple[str, ...]
    known: dict[int, str] = field(default_factory=dict)
    own_contact: dict[int, str] = field(default_factory=dict)
    participation: dict[int, str] = field(default_factory=dict)
    product: dict[int, str] = field(default_factory=dict)
    ignored: tuple[int, ...] = ()

    @property
    def contact_titles(self) -> dict[str, str]:
        return {id: self.header[place] for place, id in self.own_contact.items()}

    @property
    def participation_titles(self) -> dict[str, str]:
        return {id: self.header[place] for place, id in self.participation.items()}

    @property
    def product_titles(self) -> dict[str, str]:
        """Of product attributes."""
        return {id: _attribute(self.header[place]) for place, id in self.product.items()}

    def places(self, id: str) -> list[int]:
        """Columns that mean a known field, from left to right."""
        return [place for place, known in self.known.items() if known == id]


def map_columns(header: tuple[str, ...], overrides: dict[str, str]) -> ColumnMap:
    """Decide what each column means; `overrides` (column title -> field) go first.

    A field is a known one, `contact.NEW` for a contact field of the user's own, `participation`, or `-` to leave the
    column out. Raises WrongInput for an unknown column or field, and when no column can be an identity key.
    """
    titles = {" ".join(title.split()).casefold(): place for place, title in enumerate(header)}
    chosen: dict[int, str] = {}
    for column, meaning in overrides.items():
        place = titles.get(" ".join(column.split()).casefold())
        if place is None:
            raise WrongInput(f'There is no column "{column}"; the columns are: {", ".join(header)}.')
        chosen[place] = meaning
    result = ColumnMap(header, {}, {}, {}, {}, tuple(p for p, meaning in chosen.items() if meaning == "-"))
    for place, title in enumerate(header):
        if place not in result.ignored:
            _place(result, place, title, chosen.get(place))
    if not any(id in ("external_id", "email", "phone") for id in result.known.values()):
        raise WrongInput(
            f"No column holds a customer ID, an e-mail address or a phone; the columns are: {', '.join(header)}. "
            'Say which one does with --map, for example --map "COLUMN=phone".'
        )
    return result


def _place(result: ColumnMap, place: int, title: str, chosen: str | None) -> None:
    if chosen is None:
        known = _BY_TITLE.get(title.casefold())
        attribute = _PRODUCT_ATTRIBUTE.fullmatch(title)
        if attribute:
            result.product[place] = field_id(attribute.group(1))
            return
        # Of two columns for one text the first counts, but a person may have several phones and addresses.
        if known and (known in ("phone", "email") or known not in result.known.values()):
            result.known[place] = known
            return
        result.participation[place] = _free(field_id(title), result.participation)
    elif chosen in KNOWN:
        result.known[place] = chosen
    elif chosen == "participation":
        result.participation[place] = _free(field_id(title), result.participation)
    elif chosen.startswith("contact.") and len(chosen) > len("contact."):
        id = chosen.removeprefix("contact.")
        if id in KNOWN:
            result.known[place] = id
        else:
            result.own_contact[place] = field_id(id)
    else:
        raise WrongInput(
            f'"{chosen}" is no field: take one of {", ".join(KNOWN)}, contact.NAME for a contact field of your own, '
            "participation, or - to leave the column out."
        )


def _free(id: str, taken: dict[int, str]) -> str:
    number, free = 1, id
    while free in taken.values():
        number += 1
        free = f"{id[:55]}_{number}"
    return free


def _attribute(title: str) -> str:
    found = _PRODUCT_ATTRIBUTE.fullmatch(title)
    return found.group(1) if found else title


def to_upload_row(
    row: int, cells: list[str], columns: ColumnMap, region: str | None, namespace: str
) -> UploadRow | RowError:
    """One row in terms of the product, or what is wrong with it. `region` reads phones without a country code."""
    texts = [cell.strip() for cell in cells]
    skipped: list[str] = []
    phones = _several(texts, columns.places("phone"), lambda text: normal_phone(text, region), "phone", skipped)
    emails = _several(texts, columns.places("email"), normal_email, "e-mail", skipped)
    ids = [texts[place] for place in columns.places("external_id") if texts[place]]
    if ids and len(ids[0]) > MAX_KEY_LENGTH:
        return RowError.of(row, "external_id", ids[0], f"The customer ID is longer than {MAX_KEY_LENGTH} characters.")
    if not (ids or emails or phones):
        return _no_key(row, texts, columns, region)
    loaded = _first(texts, columns, LOADED)
    try:
        loaded_at = loaded_time(loaded) if loaded else None
    except ValueError as error:
        return RowError.of(row, columns.header[columns.places(LOADED)[0]], loaded, f"The time {error}.")
    contact = {id: value for id in PLAIN_FIELDS if (value := _first(texts, columns, id))}
    contact |= {id: texts[place] for place, id in columns.own_contact.items() if texts[place]}
    attributes = {id: texts[place] for place, id in columns.product.items() if texts[place]}
    product = _first(texts, columns, PRODUCT)
    if attributes and not product:
        skipped.append("product attributes had no product name and were left out")
    whole_name = _first(texts, columns, "name")
    parts = [_first(texts, columns, FIRST_NAME), _first(texts, columns, LAST_NAME)]
    return UploadRow(
        row=row,
        external_ids=((namespace, ids[0]),) if ids else (),
        emails=tuple(emails),
        phones=tuple(phones),
        name=whole_name or " ".join(part for part in parts if part),
        contact=contact,
        status=_first(texts, columns, STATUS),
        stage=_first(texts, columns, STAGE),
        loaded_at=loaded_at,
        summary=_first(texts, columns, SUMMARY),
        fields={id: texts[place] for place, id in columns.participation.items() if texts[place]},
        products=((product, attributes),) if product else (),
        skipped=tuple(skipped),
    )


def loaded_time(text: str) -> str:
    """An ISO date or time as it is stored. Raises ValueError with what is wrong; times need an offset."""
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        raise ValueError("is not a date that exists") from None
    if day is None:
        return checked_time(text)
    if not 1970 <= day.year < 2200:
        raise ValueError("lies outside the years 1970 to 2199")
    return datetime.combine(day, datetime.min.time()).date().isoformat()


def _first(texts: list[str], columns: ColumnMap, id: str) -> str:
    return next((texts[place] for place in columns.places(id) if texts[place]), "")


def _several(
    texts: list[str], places: list[int], normal: Callable[[str], str | None], what: str, skipped: list[str]
) -> list[str]:
    """Normalised keys of one kind from its columns; a cell may hold several."""
    found: list[str] = []
    for place in places:
        text = texts[place]
        if not text:
            continue
        whole = normal(text)
        parts = [whole] if whole else [normal(part.strip()) for part in _SEPARATORS.split(text) if part.strip()]
        if None in parts:
            skipped.append(f"{what} values could not be read and are no key")
        found += [part for part in parts if part and part not in found]
    return found


def _no_key(row: int, texts: list[str], columns: ColumnMap, region: str | None) -> RowError:
    places = [place for place, id in columns.known.items() if id in ("external_id", "email", "phone")]
    looked = ", ".join(columns.header[place] for place in places)
    given = next((texts[place] for place in places if texts[place]), "")
    if not given:
        return RowError.of(row, looked, "", f"The row has no identity key: {looked} are empty.")
    hint = "" if region else " (a phone without country code needs --region)"
    reason = f"No identity key can be read from {looked}: give a customer ID, an e-mail address or a phone{hint}."
    return RowError.of(row, looked, given, reason)
