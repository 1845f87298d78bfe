"""Reading the audit log: filters, order, pages, and who may."""

from datetime import date

import pytest

from domain.access import LOCAL, Principal, Role
from domain.errors import Forbidden, WrongInput
from search.audit import AuditRequest, find_audit


@pytest.fixture(scope="module")
def log(stored, put):
    def entry(at, by, action, what, sentence, **more):
        return {"at": at, "by": by, "role": "editor", "action": action, "what": what, "sentence": sentence, **more}

    put(
        "audit",
        {
            "1": entry("2024-05-01T21:59:59Z", "ana", "edit", "customer", "Edited a customer: City.", customer_id="c1"),
            "2": entry("2024-05-01T22:00:00Z", "ivo", "edit", "customer", "Edited a customer: Née.", customer_id="c2"),
            "3": entry("2024-05-02T10:00:00Z", "ivo", "load", "load", "A load began.", object_id="L1", count=3),
            "4": entry("2024-05-02T10:00:00Z", "ana", "load", "load", "A load ended.", details={"x": {"after": ["y"]}}),
        },
    )
    return stored


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, "3421"),
        ({"by": "ivo"}, "32"),
        ({"action": "edit", "by": "ana"}, "1"),
        ({"what": "load"}, "34"),
        ({"customer_id": "c2"}, "2"),
        ({"text": "load"}, "34"),
        ({"text": "LOAD beg"}, "3"),
        ({"text": "edit cit"}, "1"),
        ({"text": "customer load"}, ""),
        ({"text": "nee"}, "2"),
        ({"text": "L1"}, "3"),
        ({"text": "c1"}, "1"),
        ({"text": "ivo"}, "32"),
        ({"text": '{"match_all": {}} * OR'}, ""),
        ({"after": date(2024, 5, 2)}, "34"),
        ({"before": date(2024, 5, 1)}, "21"),
        ({"before": date(2024, 5, 1), "time_zone": "Europe/Warsaw"}, "1"),
        ({"after": date(2024, 5, 2), "before": date(2024, 5, 2), "time_zone": "Europe/Warsaw"}, "342"),
        ({"before": date.max}, "3421"),
        ({"size": 3, "page": 2}, "1"),
        ({"size": 3, "page": 3}, ""),
    ],
)
def test_what_is_found(log, asked, found):
    page = find_audit(log, LOCAL, AuditRequest(**asked))
    # Entries of the same moment come in a fixed order, whichever.
    assert [entry.entry_id for entry in page.entries] == [*found]
    assert page.choices == {"by": ("ana", "ivo"), "action": ("edit", "load"), "what": ("customer", "load")}
    if "size" not in asked:
        assert page.total.value == len(found)


def test_an_entry_comes_back_whole(log):
    [entry] = find_audit(log, LOCAL, AuditRequest(text="began")).entries
    assert (entry.object_id, entry.count, entry.customer_id, entry.details) == ("L1", 3, None, None)


@pytest.mark.parametrize(
    "asked", [{"page": 0}, {"page": 201, "size": 50}, {"after": date.min, "time_zone": "No/Where"}]
)
def test_what_cannot_be_asked_is_told(log, asked):
    with pytest.raises(WrongInput):
        find_audit(log, LOCAL, AuditRequest(**asked))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR, Role.SUPERVISOR])
def test_only_administrators_read_it(log, role):
    with pytest.raises(Forbidden, match="administrator"):
        find_audit(log, Principal("ana", role), AuditRequest())


def test_before_anything_was_changed_it_is_empty(empty):
    page = find_audit(empty, LOCAL, AuditRequest())
    assert (page.total.value, page.entries) == (0, ())
