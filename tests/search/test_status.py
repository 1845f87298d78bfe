import pytest

from domain.access import LOCAL
from domain.errors import NotFound
from domain.reports import RowError
from engine import Engine
from search.loads import get_load, get_loads, load_errors
from search.names import list_campaigns
from search.results import Campaign
from search.status import ALIASES, COUNTED, get_status, has_data
from tests.search.conftest import Put, message, session


@pytest.fixture(scope="module")
def full(stored: Engine, put: Put) -> Engine:
    places = [{"campaign_id": one} for one in ("spring", "winter", "customer service")]
    put("customers", {"a": {"customer_id": "a", "participations": places}, "b": {"customer_id": "b"}})
    put("sessions", {"s": session("s", campaign_id="customer service"), "t": session("t")})
    put("messages", {f"s:{n}": message("s", n, "x") for n in range(3)})
    put("campaigns", {one: {"campaign_id": one, "name": one.upper()} for one in ("winter", "spring")})
    clusters = {str(n): {"type": "cluster", "conflict_count": n} for n in (0, 1, 2)}
    put("identities", {**clusters, "k": {"type": "key", "kind": "phone"}})
    rows = [{"row": n, "field": "phone", "value": str(n), "reason": "is no phone"} for n in range(1200)]
    chunks = [rows[n : n + 10] for n in range(0, 1200, 10)]
    put(
        "loads",
        {
            "one": {"load_id": "one", "type": "load", "kind": "campaign", "state": "done", "begun_at": "2024-01-01"},
            "two": {
                "load_id": "two",
                "type": "load",
                "kind": "conversations",
                "state": "running",
                "begun_at": "2024-01-02",
                "report": {"read": 5},
            },
            **{
                f"one:errors:{n}": {"load_id": "one", "type": "errors", "chunk": n, "errors": chunk}
                for n, chunk in enumerate(chunks)
            },
        },
    )
    return stored


def test_status(full: Engine) -> None:
    status = get_status(full, LOCAL)
    assert status.counts == dict.fromkeys(COUNTED, 0) | {
        "customers": 2,
        "participations": 2,
        "communications": 2,
        "messages": 3,
        "campaigns": 2,
        "loads": 2,
        "conflicts": 3,
    }
    assert status.health in ("green", "yellow")
    assert status.version.startswith("3.")
    assert [one.alias for one in status.indices] == [full.alias(name) for name in ALIASES]
    customers = status.indices[0]
    assert (customers.index, customers.version, customers.documents) == (f"{full.alias('customers')}-v2", 2, 2)
    assert customers.size_bytes > 0
    assert [load.load_id for load in status.loads] == ["two", "one"]
    assert status.loads[0].report == {"read": 5}


def test_all_aliases_are_told() -> None:
    from indexing.schema import INDEXES

    assert [index.name for index in INDEXES] == list(ALIASES)


def test_rejected_rows_in_order(full: Engine) -> None:
    errors = list(load_errors(full, LOCAL, "one"))
    assert [error.row for error in errors] == list(range(1200))
    assert errors[7] == RowError(7, "phone", "7", "is no phone")
    assert list(load_errors(full, LOCAL, "nothing")) == []


def test_loads(full: Engine) -> None:
    assert get_load(full, LOCAL, "one").state == "done"
    for id in ("nothing", "one:errors:0", ""):
        with pytest.raises(NotFound, match="no load"):
            get_load(full, LOCAL, id)
    assert [load.load_id for load in get_loads(full, LOCAL, 1)] == ["two"]


def test_campaigns_and_data(full: Engine) -> None:
    assert list_campaigns(full, LOCAL) == (
        Campaign("spring", "SPRING"),
        Campaign("winter", "WINTER"),
        Campaign("customer service", "Customer Service"),
    )
    assert has_data(full, LOCAL)
