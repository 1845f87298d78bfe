"""Nothing loaded yet, and texts and IDs that want to break something: an answer or a sentence, never a traceback."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.access import LOCAL
from domain.conditions import Condition, Group, Operator
from domain.errors import EngineUnavailable, NotFound, Open360Error
from engine import Engine
from search.chat import chat_campaigns, get_chat
from search.conditions.sentences import Names, chips
from search.customers import find_customers
from search.fields import choices
from search.loads import get_loads, load_errors
from search.messages import count_messages, iter_hits, search_messages
from search.names import list_campaigns
from search.profile import get_profile
from search.requests import ChatRequest, CustomersRequest, MessageFilters, SearchRequest
from search.results import Count, CustomersPage
from search.session import get_logs, get_session
from search.status import COUNTED, get_status, has_data
from tests.search.conftest import Put, message

HOSTILE = [
    "\x00",
    "\ud800",
    "\u202e\u2029\ufeff",
    "*" * 900,
    "(" * 1000,
    "\\" * 1000,
    "東" * 1000,
    "a " * 500,
    '"' * 999,
    "😀" * 1000,
    '"}]}, {"delete": {}}',
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "x" * 100_000,
    "1" * 1000,
    "*:" * 90,
    "..",
    "a/../b?x=1#y",
]


def test_nothing_loaded_yet(empty: Engine) -> None:
    assert find_customers(empty, LOCAL, CustomersRequest("x")) == CustomersPage(Count(0), ())
    results = search_messages(empty, LOCAL, SearchRequest("x", MessageFilters(campaign_ids=("a",))))
    assert (results.groups, results.messages, results.customers) == ((), Count(0), Count(0))
    assert list(iter_hits(empty, LOCAL, SearchRequest("x"))) == []
    assert list(load_errors(empty, LOCAL, "x")) == []
    assert get_loads(empty, LOCAL) == ()
    assert list_campaigns(empty, LOCAL) == ()
    assert get_logs(empty, LOCAL, "x", "y").total == 0
    assert not has_data(empty, LOCAL)
    status = get_status(empty, LOCAL)
    assert status.counts == dict.fromkeys(COUNTED, 0)
    assert {one.index for one in status.indices} == {None}
    for read in (get_profile, chat_campaigns, get_session):
        with pytest.raises(NotFound):
            read(empty, LOCAL, "x")


@pytest.fixture(scope="module")
def one(stored: Engine, put: Put) -> Engine:
    put("customers", {"anna": {"customer_id": "anna", "name": "Anna", "phones": ["+447700900666"]}})
    put("messages", {"s:0": message("s", 0, "one message"), "s:1": message("s", 1, "x" * 100_000 + " \x00 * two")})
    return stored


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:20])
def test_hostile_text(one: Engine, text: str) -> None:
    _ask_everything(one, text)


@given(st.text(st.characters(codec=None), max_size=60))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text(one: Engine, text: str) -> None:
    _ask_everything(one, text)


def _ask_everything(engine: Engine, text: str) -> None:
    day = MessageFilters((text,), (text,), (text,), (text,), (text,), after=date(2024, 1, 1))
    for ask in (
        lambda: find_customers(engine, LOCAL, CustomersRequest(text), "GB"),
        lambda: search_messages(engine, LOCAL, SearchRequest(text)),
        lambda: search_messages(engine, LOCAL, SearchRequest("one", day)),
        lambda: count_messages(engine, LOCAL, SearchRequest(text)),
        lambda: list(iter_hits(engine, LOCAL, SearchRequest(text), 3)),
        lambda: get_profile(engine, LOCAL, text),
        lambda: get_chat(engine, LOCAL, ChatRequest("anna", find=text)),
        lambda: get_chat(engine, LOCAL, ChatRequest("anna", text, anchor=text)),
        lambda: get_chat(engine, LOCAL, ChatRequest("anna", before=(text, text, text))),
        lambda: get_session(engine, LOCAL, text),
        lambda: get_logs(engine, LOCAL, text, text, text),
    ):
        with suppress(Open360Error):
            ask()


_TEXTS = ("name", "phones", "emails", "external_ids", "contact.city", "fields.any", "participation.status", "load")
_BY_TEXT = (Operator.MATCHES, Operator.IS, Operator.IS_NOT, Operator.CONTAINS, Operator.STARTS_WITH)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:20])
def test_hostile_filters(one: Engine, text: str) -> None:
    """As a value and as the name of a field; what is refused is refused in a sentence."""
    by_text = [Condition(field, operator, (text,)) for field in _TEXTS for operator in _BY_TEXT]
    strange = [Condition(opening + text, Operator.IS, ("x",)) for opening in ("", "fields.", "communication.result.")]
    rest = [
        Condition("communication.said", Operator.MATCHES, (text,)),
        Condition("communication.responsible", Operator.CONTAINS, (text,)),
        Condition("contact.birth_date", Operator.BETWEEN, (text, "")),
        Condition("fields.any", Operator.AT_LEAST, (text,)),
        Condition("last_communication_at", Operator.LAST_DAYS, (text,)),
    ]
    whole = CustomersRequest(where=Group(tuple(by_text), any=True))
    requests = [whole, *(CustomersRequest(quick=(condition,)) for condition in (*strange, *rest))]
    for request in requests:
        with suppress(Open360Error):
            find_customers(one, LOCAL, request, "GB")
        with suppress(Open360Error):
            chips(request, Names())
    for field in ("name", "participation.status", "communication.result.mood", "load"):
        with suppress(Open360Error):
            choices(one, LOCAL, field, text)


@pytest.mark.parametrize("cursor", [(), (1,), (1, "s", 2, 3), (2**70, "s", 1), ("a", "b", "c"), (None, None, None)])
def test_a_cursor_that_is_none(one: Engine, cursor: tuple[int | str, ...]) -> None:
    with pytest.raises(Open360Error):
        get_chat(one, LOCAL, ChatRequest("anna", after=cursor))


def test_an_engine_that_is_away() -> None:
    away = Engine.at("http://127.0.0.1:9", "any", 1)
    for ask in (
        lambda: find_customers(away, LOCAL, CustomersRequest()),
        lambda: search_messages(away, LOCAL, SearchRequest("x")),
        lambda: list(iter_hits(away, LOCAL, SearchRequest("x"))),
        lambda: get_profile(away, LOCAL, "x"),
        lambda: get_status(away, LOCAL),
    ):
        with pytest.raises(EngineUnavailable, match="does not answer"):
            ask()
