"""Columns by their usual names, and rows in the product's terms."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import WrongInput
from domain.reports import RowError
from domain.upload import UploadRow
from loaders.columns import KNOWN, map_columns
from loaders.dates import day_or_time
from loaders.formats.table import read_table
from loaders.source import open_source
from loaders.titles import known_field
from loaders.upload_rows import to_upload_row
from tests.shared_data import shared


@pytest.mark.parametrize(
    ("titles", "field"),
    [
        ("Customer ID|customer_id|CUSTOMERID|Kundennummer|ID клиента|identifier|external-id", "external_id"),
        ("Phone|PHONE NUMBER|phone_number|Mobile|Tel.|Telefon|Téléphone|Телефон|Phone 2|mobile1|電話番号", "phone"),
        ("E-mail|email|E-Mail-Adresse|Correo electrónico|Эл. почта|Email 2|Adres e-mail", "email"),
        ("Name|Full name|FULL_NAME|ФИО|Imię i nazwisko|Nombre completo|姓名", "name"),
        ("First name|firstName|Vorname|Prénom", "first_name"),
        ("Last name|Surname|Nachname|Фамилия|SOYADI", "last_name"),
        ("Status|STATUS|Статус", "status"),
        ("Stage|Campaign stage|Этап", "stage"),
        ("Loaded|loaded at|Date loaded", "loaded"),
        ("Summary|Résumé", "summary"),
        ("Product|Produkt|Продукт", "product"),
        ("City|Straße", None),
        ("Birth date|date_of_birth|DOB|Geburtsdatum", "birth_date"),
        ("ZIP|Postcode|Kod pocztowy", "postcode"),
        ("Company|Organisation|Компания", "company"),
    ],
)
def test_usual_names(titles: str, field: str | None) -> None:
    found = [known_field(title) for title in titles.split("|")]
    expected = [field] * len(found) if field else ["city", "street"]
    assert [it and it[0] for it in found] == expected


@pytest.mark.parametrize("title", ["ID", "id", "No.", "City 2", "Product: plan", "Ad", "Contact", "Monthly fee", ""])
def test_other_names_are_fields_of_the_campaign(title: str) -> None:
    assert known_field(title) is None


def test_every_known_field_has_a_name() -> None:
    assert [id for id in KNOWN if (known_field(id.replace("_", " ")) or ("", 0))[0] != id] == []


def mapped(*header: str, **overrides: str) -> dict[str, Any]:
    columns = map_columns(header, overrides)
    places = {
        "known": columns.known,
        "own": columns.own_contact,
        "here": columns.participation,
        "product": columns.product,
    }
    return {kind: {header[place]: id for place, id in found.items()} for kind, found in places.items() if found}


def test_star_columns() -> None:
    header = ["Customer ID", "Full name", "Phone number", "E-mail", "Status", "Stage", "Loaded", "City", "Product"]
    assert mapped(*header, "Product: plan", "Product: monthly fee", "Shoe size") == {
        "known": dict(
            zip(
                header,
                ["external_id", "name", "phone", "email", "status", "stage", "loaded", "city", "product"],
                strict=True,
            )
        ),
        "product": {"Product: plan": "plan", "Product: monthly fee": "monthly_fee"},
        "here": {"Shoe size": "shoe_size"},
    }


def test_likeliest_of_two_columns_counts_and_the_other_stays_here() -> None:
    assert mapped("User ID", "Customer ID", "Town", "City") == {
        "known": {"Customer ID": "external_id", "City": "city"},
        "here": {"User ID": "user_id", "Town": "town"},
    }


def test_attributes_without_a_product_are_fields_of_the_campaign() -> None:
    assert mapped("Phone", "Product: plan")["here"] == {"Product: plan": "product_plan"}


def test_overrides_stand_before_what_is_recognised() -> None:
    overrides = {"Number": "phone", "name": "-", "Called": "name", "Shoe": "contact.shoe_size", "Club": "contact"}
    assert mapped("Number", "Name", "Called", "Shoe", "Club", "City", "Town", City="participation", **overrides) == {
        "known": {"Number": "phone", "Called": "name", "Town": "city"},
        "own": {"Shoe": "shoe_size", "Club": "club"},
        "here": {"City": "city"},
    }


def test_override_takes_the_field_from_the_recognised_column() -> None:
    assert mapped("Phone", "Full name", "Alias", Alias="Name") == {
        "known": {"Phone": "phone", "Alias": "name"},
        "here": {"Full name": "full_name"},
    }


def test_contact_field_of_a_known_name_is_the_known_one() -> None:
    assert mapped("Phone", "Born", Born="contact.birth_date")["known"] == {"Phone": "phone", "Born": "birth_date"}
    assert mapped("Phone", "State", State="contact.status")["own"] == {"State": "status"}


@pytest.mark.parametrize(
    ("header", "overrides", "said"),
    [
        (
            ("age", "job"),
            {},
            'No column holds a customer ID, an e-mail address or a phone; the columns are "age", "job"',
        ),
        (("age", "job"), {}, '--map "age=external_id"'),
        (("Phone",), {"Phone": "-"}, "No column holds"),
        (("Phone",), {"Fone": "phone"}, 'There is no column "Fone"; the columns are "Phone".'),
        (("Phone", "x"), {"x": "shoe size"}, '"shoe size" is no field; take one of name, phone, email'),
        (("Phone", "x"), {"x": ""}, '"" is no field'),
        (("Phone", "x", "y"), {"x": "name", "y": "name"}, 'The columns "x" and "y" cannot both be name'),
        (tuple(f"c{place}" for place in range(99)), {}, '"c29" and 69 more'),
    ],
)
def test_mapping_that_cannot_be_used(header: tuple[str, ...], overrides: dict[str, str], said: str) -> None:
    with pytest.raises(WrongInput) as refused:
        map_columns(header, overrides)
    assert said in str(refused.value)


@given(st.lists(st.text(min_size=1, max_size=80), unique=True, max_size=30))
def test_field_ids_are_distinct_and_safe(titles: list[str]) -> None:
    columns = map_columns(("Phone", *titles), {})
    ids = list(columns.participation.values())
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9_]{0,59}", id) for id in ids)
    assert set(columns.known) | set(columns.participation) | set(columns.product) == set(range(len(titles) + 1))


def row(region: str | None = "GB", **cells: str) -> UploadRow | RowError:
    header = tuple(title.replace("_", " ") for title in cells)
    return to_upload_row(7, list(cells.values()), map_columns(header, {}), region, "crm")


def test_row_says_all_it_knows() -> None:
    header: tuple[str, ...] = (
        "Customer ID",
        "First name",
        "Last name",
        "Phone",
        "Phone 2",
        "E-mail",
        "City",
        "Note",
        "Loaded",
        "Club",
    )
    header += ("Status", "Stage", "Summary", "Product", "Product: Monthly fee", "Product: plan")
    cells = [" 007 ", "Ann", "Lee", "(07700) 900-142; 07700 900143", "+44 7700 900142", "A@Example.org", "Łódź", "NA"]
    cells += ["2020-05-16", "", "active", "one", "Called.", "Gold card", "30.00", ""]
    assert to_upload_row(2, cells, map_columns(header, {"Club": "contact.club"}), "GB", "crm") == UploadRow(
        row=2,
        external_ids=(("crm", "007"),),
        emails=("a@example.org",),
        phones=("+447700900142", "+447700900143"),
        name="Ann Lee",
        contact={"city": "Łódź"},
        status="active",
        stage="one",
        loaded_at="2020-05-16",
        summary="Called.",
        fields={"note": "NA"},
        products=(("Gold card", {"monthly_fee": "30.00"}),),
    )


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        ({"Name": "Ann  Lee"}, "Ann Lee"),
        ({"Full_name": "Ann Lee", "First_name": "A.", "Last_name": "L."}, "Ann Lee"),
        ({"Full_name": "", "First_name": "Ann", "Last_name": "Lee"}, "Ann Lee"),
        ({"First_name": "Ann"}, "Ann"),
        ({"Имя": "Анна", "Фамилия": "Ли"}, "Анна Ли"),
        ({"Name": "Ann Lee", "Surname": "Lee"}, "Ann Lee"),
    ],
)
def test_name(cells: dict[str, str], name: str) -> None:
    found = row(Phone="07700900142", **cells)
    assert isinstance(found, UploadRow)
    assert found.name == name


@pytest.mark.parametrize(
    ("cells", "emails", "phones"),
    [
        ({"E-mail": "a@x.test; B@x.test,a@X.test\nc@x.test"}, ("a@x.test", "b@x.test", "c@x.test"), ()),
        ({"Phone": "07700 900142 / 07700 900143"}, (), ("+447700900142", "+447700900143")),
    ],
)
def test_several_keys_in_a_cell(cells: dict[str, str], emails: tuple[str, ...], phones: tuple[str, ...]) -> None:
    found = row(**cells)
    assert isinstance(found, UploadRow)
    assert (found.emails, found.phones, found.skipped) == (emails, phones, ())


def test_what_is_no_key_beside_another_key_is_noted() -> None:
    found = row(Phone="call reception", **{"E-mail": "a@x.test, nobody"})
    assert isinstance(found, UploadRow)
    assert (found.emails, found.phones) == (("a@x.test",), ())
    assert found.skipped == (
        "Phone could not be read and is no key (not a possible phone number)",
        "E-mail could not be read and is no key (not an e-mail address)",
    )


def test_attributes_without_a_product_name_are_noted() -> None:
    found = to_upload_row(
        2, ["07700900142", "", "gold"], map_columns(("Phone", "Product", "Product: plan"), {}), "GB", "crm"
    )
    assert isinstance(found, UploadRow)
    assert (found.products, found.skipped) == ((), ("Product is empty, so its attributes were left out",))


def test_more_keys_than_one_person_has_are_noted() -> None:
    found = row(**{"E-mail": ";".join(f"a{number}@x.test" for number in range(50))})
    assert isinstance(found, UploadRow)
    assert (len(found.emails), found.skipped) == (20, ("E-mail holds more than 20; the rest were left out",))


@pytest.mark.parametrize(
    ("region", "cells", "field", "said"),
    [
        ("GB", {"Name": "Ann", "Phone": ""}, "Phone", "The row has no identity key: Phone is empty."),
        ("GB", {"Phone": "12", "E-mail": "n/a"}, "Phone, E-mail", '"12" is not a possible phone number, E-mail "n/a"'),
        (None, {"Phone": "07700900142"}, "Phone", "without a region (--region) or country code"),
        ("GB", {"Customer_ID": "x" * 1001}, "Customer ID", "has 1,001 characters; at most 1,000"),
        ("GB", {"Customer_ID": "1", "Name": "x" * 10_000_000}, "Name", "has 10,000,000 characters"),
        ("GB", {"Customer_ID": "1", "Loaded": "yesterday"}, "Loaded", "Loaded is neither a date such as 2024-05-31"),
        (
            "GB",
            {"Customer_ID": "1", "Loaded": "01/02/2020"},
            "Loaded",
            "can mean 2020-02-01 or 2020-01-02; write it so",
        ),
    ],
)
def test_row_that_is_rejected(region: str | None, cells: dict[str, str], field: str, said: str) -> None:
    found = row(region, **cells)
    assert isinstance(found, RowError)
    assert (found.row, found.field) == (7, field)
    assert said in found.reason
    assert len(found.value) <= 200


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("2020-05-16", "2020-05-16"),
        ("20200516", "2020-05-16"),
        ("2020/05/16", "2020-05-16"),
        ("16.05.2020", "2020-05-16"),
        ("6.5.2020", "2020-05-06"),
        ("16/05/2020", "2020-05-16"),
        ("5/16/2020", "2020-05-16"),
        ("05-05-2020", "2020-05-05"),
        ("2020-05-16T14:05:00+02:00", "2020-05-16T14:05:00+02:00"),
        ("2020-05-16 14:05Z", "2020-05-16T14:05:00Z"),
    ],
)
def test_day_or_time(text: str, stored: str) -> None:
    assert day_or_time(text) == stored


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2020-02-30", "is not a date that exists"),
        ("31.04.2020", "is not a date that exists"),
        ("13/13/2020", "is not a date that exists"),
        ("1900-01-01", "outside the years 1970 to 2199"),
        ("2020-05-16T14:05:00", "has no time zone"),
        ("05/06/2020", "can mean 2020-06-05 or 2020-05-06"),
        ("16.05.20", "is neither a date"),
        ("43967", "is neither a date"),
        ("2020-5-16", "is neither a date"),
        ("May", "is neither a date"),
        ("2020-05-16\0", "is neither a date"),
    ],
)
def test_what_is_no_one_day(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        day_or_time(text)


@given(st.lists(st.text(max_size=30), min_size=9, max_size=9))
def test_any_cells_are_a_row_or_a_row_error(cells: list[str]) -> None:
    header = ("ID клиента", "Phone", "E-mail", "Name", "Surname", "Loaded", "Product", "Product: a", "Other")
    found = to_upload_row(2, cells, map_columns(header, {}), "DE", "crm")
    if isinstance(found, UploadRow):
        assert found.external_ids or found.phones or found.emails


def test_star_uploads_are_read_whole(tmp_path: Path) -> None:
    people = set()
    rows = 0
    for path in shared("star/campaigns").glob("*.csv"):
        with open_source(path, tmp_path) as source:
            table = read_table(source)
            columns = map_columns(table.header, {})
            for item in table.rows:
                assert not isinstance(item, RowError)
                found = to_upload_row(*item, columns, "GB", "default")
                assert isinstance(found, UploadRow)
                assert (len(found.emails), len(found.phones), found.skipped) == (1, 1, ())
                people.add(found.emails)
                rows += 1
    assert (rows, len(people)) == (847, 107)


def test_contact_list_without_identity_is_one_sentence(tmp_path: Path) -> None:
    with (
        open_source(shared("formats/bank-marketing.csv"), tmp_path) as source,
        pytest.raises(WrongInput, match='"age", "job", "marital"'),
    ):
        map_columns(read_table(source).header, {})
