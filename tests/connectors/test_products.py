"""The product system: asked over HTTP, believed only in part, and stored as the customer's products."""

import time

import pytest

from connectors import products
from connectors.http import Answer
from domain.access import LOCAL, Principal, Role
from domain.errors import Forbidden, NotFound, OutsideUnavailable, WrongInput
from domain.fold import Product
from indexing import audit, fields
from indexing import products as stored
from indexing.decisions import merge_customers
from indexing.products import store_products
from indexing.scan import refresh, scan
from indexing.summaries import keep_summary
from indexing.undo import undo
from search.profile import get_profile
from settings import Settings
from tests.loaders.support import documents, load_rows

KNOWN = {"external_id": "7/ä", "email": "ann+x@example.org", "phone": "+447700900123"}
GOOD = (
    Product("Gold plan", {"price": "1.10", "Since": "007", "active": "true", "limits": '{"calls": 10}'}),
    Product("Loan", {"amount": "12345678901234567890"}),
    Product("Loan", {"amount": "2"}),
)


def connected(url: str, **more) -> Settings:
    return Settings(products_url=url, products_timeout_seconds=more.pop("seconds", 10), **more)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("https://x.test/c/{external_id}/p", "https://x.test/c/7%2F%C3%A4/p"),
        ("https://x.test/p?e={email}&p={phone}", "https://x.test/p?e=ann%2Bx%40example.org&p=%2B447700900123"),
        ("https://x.test/p?key=a%26b&id={external_id}#top", "https://x.test/p?key=a%26b&id=7%2F%C3%A4"),
    ],
)
def test_address_of_a_customer(template, expected):
    assert products.address(template, KNOWN) == expected


def test_what_a_customer_does_not_have_is_not_asked_by():
    assert (
        products.address("https://x.test/p?e={email}&p={phone}&all=1", {"phone": "+1"})
        == "https://x.test/p?p=%2B1&all=1"
    )
    with pytest.raises(WrongInput, match="asked by customer ID, which this customer does not have"):
        products.address("https://x.test/c/{external_id}?e={email}", {"email": "a@b.c"})
    with pytest.raises(WrongInput, match="asked by e-mail or phone"):
        products.address("https://x.test/p?e={email}&p={phone}", {"external_id": "7"})


@pytest.mark.parametrize(
    "url", ["ftp://x.test/{email}", "https://x.test/", "https://{email}/", "https://x.test/{name}", "nonsense {email}"]
)
def test_an_address_that_cannot_be_asked_is_refused_at_once(url):
    with pytest.raises(ValueError, match="products_url"):
        Settings(products_url=url)


def test_names_and_attributes_come_as_text_as_typed(outside, asked):
    settings = connected(outside + "/good/{external_id}", products_token="s3cret")
    assert products.fetch_products(settings, KNOWN) == GOOD
    [question] = asked()
    assert question["path"] == "/good/7%2F%C3%A4"
    assert question["headers"]["Authorization"] == "Bearer s3cret"


def test_token_in_a_header_of_its_own(outside, asked):
    settings = connected(outside + "/good?e={email}", products_token="s3cret", products_header="X-Api-Key")
    products.fetch_products(settings, KNOWN)
    [question] = asked()
    assert question["headers"]["X-Api-Key"] == "s3cret"
    assert "Authorization" not in question["headers"]
    assert "s3cret" not in repr(settings)


@pytest.mark.parametrize("status", ["404", "204"])
def test_a_customer_whom_it_does_not_know_has_no_products(outside, status):
    assert products.fetch_products(connected(f"{outside}/{status}/{{phone}}"), KNOWN) == ()


@pytest.mark.parametrize(
    ("behaviour", "sentence"),
    [
        ("slow", "did not answer within 1 seconds"),
        ("drip", "did not answer within 1 seconds"),
        ("much-later", r"overloaded or broken \(503\)"),
        ("502", r"overloaded or broken \(502\)"),
        ("broken", "does not answer in JSON"),
        ("html", "does not answer in JSON"),
        ("schema", "another form than expected: product 2, name: Field required"),
        ("many", "another form than expected: the list: .*1000"),
        ("huge", "more than 2,048 KiB"),
        ("gzip", "compressed"),
        ("short", "broke off its answer"),
        ("401", r"refuses access \(401\); check OPEN360_PRODUCTS_TOKEN"),
        ("400", "answers with status 400"),
        ("moved", "answers with status 302"),
    ],
)
def test_what_it_does_wrong_is_one_sentence_in_bounded_time(outside, behaviour, sentence):
    begun = time.monotonic()
    with pytest.raises(OutsideUnavailable, match=sentence) as error:
        products.fetch_products(connected(f"{outside}/{behaviour}/{{email}}", seconds=1), KNOWN)
    assert time.monotonic() - begun < 4
    assert "secret" not in str(error.value)
    assert "example.org" not in str(error.value)


def test_nobody_there():
    with pytest.raises(OutsideUnavailable, match="cannot be reached"):
        products.fetch_products(connected("http://127.0.0.1:9/{email}", seconds=1), KNOWN)


def test_it_is_asked_again_where_that_can_help(outside, asked):
    assert products.fetch_products(connected(outside + "/flaky/{email}"), KNOWN) == GOOD
    assert len(asked()) == 2


def test_it_is_asked_again_no_sooner_than_it_says(outside):
    begun = time.monotonic()
    assert products.fetch_products(connected(outside + "/later/{email}"), KNOWN) == GOOD
    assert time.monotonic() - begun >= 1


@pytest.mark.parametrize(
    "body",
    [
        b'[{"name": "\\ud800"}]',
        b'[{"name": "a\\u0000"}]',
        b"[" * 100_000,
        b"NaN",
        b"[1]",
        b"null",
        b'[{"name": ""}]',
        b'[{"name": true}]',
        b'[{"name": "a", "": "b"}]',
        b'[{"name": "a", "b": "' + b"x" * 9000 + b'"}]',
    ],
)
def test_what_cannot_be_stored_is_refused(body):
    with pytest.raises(OutsideUnavailable):
        products.parse(Answer(200, body))


# ---- stored


@pytest.fixture
def customer(fresh_engine) -> str:
    rows = [
        {"Customer ID": "7", "Name": "Ann Lee", "Phone": "07700 900123", "Product": "Basic", "Product: plan": "old"}
    ]
    load_rows(fresh_engine, "spring", rows)
    [id] = documents(fresh_engine, "customers")
    return id


def shown(engine, customer_id):
    return [(p.name, p.campaign, p.attributes, p.source) for p in get_profile(engine, LOCAL, customer_id).products]


BASIC = ("Basic", "spring", (("plan", "old"),), "upload.csv")


def test_an_answer_stands_beside_what_campaigns_know_until_the_next(fresh_engine, outside, customer):
    settings = connected(outside + "/good/{external_id}", products_source="CRM")
    assert products.get_products(fresh_engine, settings, LOCAL, customer) == 3
    assert shown(fresh_engine, customer) == [
        BASIC,
        (
            "Gold plan",
            None,
            (("active", "true"), ("limits", '{"calls": 10}'), ("price", "1.10"), ("Since", "007")),
            "CRM",
        ),
        ("Loan", None, (("amount", "12345678901234567890"),), "CRM"),
        ("Loan", None, (("amount", "2"),), "CRM"),
    ]
    assert all(p.fetched_at for p in get_profile(fresh_engine, LOCAL, customer).products if p.source == "CRM")
    with pytest.raises(OutsideUnavailable):
        products.get_products(fresh_engine, connected(outside + "/401/{phone}"), LOCAL, customer)
    assert len(shown(fresh_engine, customer)) == 4  # a failure changes nothing
    assert products.get_products(fresh_engine, connected(outside + "/404/{phone}"), LOCAL, customer) == 0
    assert shown(fresh_engine, customer) == [BASIC]


def test_fetched_products_survive_the_next_load_and_go_with_the_customer(fresh_engine, customer):
    store_products(fresh_engine, LOCAL, customer, [Product("Loan", {"amount": "2"})], "CRM")
    load_rows(fresh_engine, "autumn", [{"Customer ID": "7", "City": "Bern"}], "autumn.csv")
    assert [name for name, *_ in shown(fresh_engine, customer)] == ["Basic", "Loan"]
    for load_id in list(documents(fresh_engine, "loads")):
        undo(fresh_engine, LOCAL, load_id)
    assert documents(fresh_engine, "customers") == {}
    assert documents(fresh_engine, "records") == {}


def test_joined_customers_keep_their_products_until_the_next_answer(fresh_engine, customer):
    load_rows(fresh_engine, "other", [{"E-mail": "ann@example.org", "Name": "Ann Lee"}], "other.csv")
    [second] = set(documents(fresh_engine, "customers")) - {customer}
    store_products(fresh_engine, LOCAL, customer, [Product("Loan", {})], "CRM")
    store_products(fresh_engine, LOCAL, second, [Product("Card", {})], "CRM")
    load_rows(fresh_engine, "joins", [{"Customer ID": "7", "E-mail": "ann@example.org"}], "joins.csv")
    [survivor] = documents(fresh_engine, "customers")
    assert [name for name, *_ in shown(fresh_engine, survivor)] == ["Basic", "Card", "Loan"]
    store_products(fresh_engine, LOCAL, second, [Product("Car", {})], "CRM")
    assert [name for name, *_ in shown(fresh_engine, survivor)] == ["Basic", "Car"]


def test_who_asks_for_products_is_written_down_without_anyones_data(fresh_engine, customer):
    store_products(fresh_engine, LOCAL, customer, [Product("Loan", {"amount": "2"})], "CRM")
    refresh(fresh_engine, "audit")
    [entry] = [hit["_source"] for hit in scan(fresh_engine, "audit", {"term": {"what": "products"}}, "at")]
    assert (entry["action"], entry["count"], entry["customer_id"]) == ("fetch", 1, customer)
    assert "Loan" not in entry["sentence"]
    assert audit.scrub(fresh_engine, [customer]) >= 1


def test_only_who_may_edit_gets_products(fresh_engine, outside, asked, customer):
    viewer = Principal("eve", Role.VIEWER)
    with pytest.raises(Forbidden):
        products.get_products(fresh_engine, connected(outside + "/good/{phone}"), viewer, customer)
    with pytest.raises(Forbidden):
        store_products(fresh_engine, viewer, customer, [], "CRM")
    assert asked() == []
    with pytest.raises(NotFound):
        products.get_products(fresh_engine, connected(outside + "/good/{phone}"), LOCAL, "nobody")


def test_a_customer_id_cannot_lead_to_another_address(fresh_engine, outside, asked):
    load_rows(fresh_engine, "spring", [{"Customer ID": "..", "Phone": "07700 900123"}])
    [customer] = documents(fresh_engine, "customers")
    with pytest.raises(WrongInput, match="does not have"):
        products.get_products(fresh_engine, connected(outside + "/good/{external_id}/p"), LOCAL, customer)
    assert asked() == []


def test_customer_ids_are_those_of_the_systems_namespace(fresh_engine, outside, asked):
    load_rows(fresh_engine, "crm", [{"Customer ID": "A:1", "Phone": "07700 900123"}], namespace="crm")
    load_rows(fresh_engine, "own", [{"Customer ID": "B", "Phone": "07700 900123"}], "own.csv")
    [customer] = documents(fresh_engine, "customers")
    url = outside + "/good/{external_id}"
    products.get_products(fresh_engine, connected(url, products_namespace="crm"), LOCAL, customer)
    products.get_products(fresh_engine, connected(url), LOCAL, customer)
    assert [question["path"] for question in asked()] == ["/good/A%3A1", "/good/B"]


def test_products_of_somebody_who_is_merged_meanwhile_are_the_survivors(fresh_engine, monkeypatch):
    load_rows(fresh_engine, "Spring", [{"customer id": "1", "name": "Ann"}, {"customer id": "2", "name": "Bob"}])
    ids = {d["name"]: id for id, d in documents(fresh_engine, "customers").items()}

    def merged_first(*arguments):
        merge_customers(fresh_engine, LOCAL, ids["Bob"], ids["Ann"])
        fields.register(*arguments)

    monkeypatch.setattr(stored, "register", merged_first)
    store_products(fresh_engine, LOCAL, ids["Ann"], GOOD[:1], "products.test")
    [(id, document)] = documents(fresh_engine, "customers").items()
    assert (id, [product["name"] for product in document["products"]]) == (ids["Bob"], ["Gold plan"])
    [record] = [r for r in documents(fresh_engine, "records").values() if r["kind"] == "products"]
    assert record["customer_id"] == ids["Bob"]


def test_a_summary_of_somebody_who_is_merged_meanwhile_is_not_kept(fresh_engine):
    load_rows(fresh_engine, "Spring", [{"customer id": "1", "name": "Ann"}, {"customer id": "2", "name": "Bob"}])
    ids = {d["name"]: id for id, d in documents(fresh_engine, "customers").items()}
    merge_customers(fresh_engine, LOCAL, ids["Bob"], ids["Ann"])
    for name in ids:
        keep_summary(fresh_engine, LOCAL, ids[name], "spring", "digest", name)
    [kept] = [r for r in documents(fresh_engine, "records").values() if r["kind"] == "summary"]
    assert (kept["customer_id"], kept["values"]["text"]) == (ids["Bob"], "Bob")
