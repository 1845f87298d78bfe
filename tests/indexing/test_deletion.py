"""Deleting a customer: nothing of them is left in any index, whatever runs beside it, and nobody else loses anything."""

import base64
import json
import zlib

import pytest

from domain.access import LOCAL, Principal, Role
from domain.bonds import DIFFERENT, Bond
from domain.errors import Forbidden, NotFound
from domain.fold import Product
from indexing import audit, erasure
from indexing.anchors import identities_of
from indexing.bonds import StatedBond, add_bonds
from indexing.deletion import Deleted, delete_customers
from indexing.edits import FieldChange, edit_customer
from indexing.products import store_products
from indexing.scan import refresh
from indexing.schema import INDEXES
from indexing.settle import settle
from search.linked import linked
from tests.loaders.support import conversation, documents, load_lines, load_rows, snapshot

P1, P2, SHARED = "+447700900101", "+447700900102", "+447700900103"
MARKS = (P1, P2, "zoe@quill.test", "Quillfeather", "marzipan", "Z-77")
"""What only the deleted customer says or is called."""


def everything(engine):
    """Each document as text, kept versions unpacked, without loads' own reports and what was typed into jobs."""
    refresh(engine, *[index.name for index in INDEXES])
    found = {}
    for index in INDEXES:
        for id, source in documents(engine, index.name).items():
            text = json.dumps(source, ensure_ascii=False)
            if "payload" in source:
                text += zlib.decompress(base64.b64decode(source["payload"])).decode()
            found[f"{index.name} {id}"] = text
    return found


def traces(engine, *more):
    return sorted(name for name, text in everything(engine).items() if any(mark in text for mark in (*MARKS, *more)))


def said(text):
    return [{"author": "customer", "text": text, "at": "2026-03-01T10:00:01Z"}]


def her_rows(**more):
    return [{"customer id": "Z-77", "name": "Zoe Quillfeather", "phone": P1, **more}]


def customer_of(engine, external_id):
    [id] = [id for id, d in documents(engine, "customers").items() if external_id in d.get("external_ids", [])]
    return id


def load_everything(engine):
    """Joins, replaced versions, edits of keys, products, and a conflict over a phone with Bob."""
    load_rows(engine, "Spring", her_rows(email="zoe@quill.test"), "a.csv")
    load_rows(engine, "Spring", her_rows(), "b.csv")
    load_rows(engine, "Summer", [{"phone": P2, "name": "Zoe Quillfeather"}], "c.csv")
    load_rows(
        engine, "Autumn", [*her_rows(), {"customer id": "Z-77", "phone": P2, "name": "Zoe Quillfeather"}], "d.csv"
    )
    load_rows(
        engine,
        "Spring",
        [
            {"customer id": "2", "name": "Bob", "phone": SHARED, "city": "Leeds"},
            {"customer id": "Z-77", "name": "Zoe Quillfeather", "phone": SHARED},
            {"customer id": "3", "name": "Carl"},
        ],
        "e.csv",
    )
    hers = {"external_id": "Z-77", "phone": P1, "name": "Zoe Quillfeather"}
    load_lines(engine, [conversation("s1", customer=hers, messages=said("marzipan please"))], "one.jsonl")
    later = [
        conversation("s1", customer=hers, messages=said("more marzipan")),
        conversation("s2", customer={"external_id": "Z-77", "email": "zoe@quill.test"}, messages=said("marzipan")),
        conversation("s3", customer={"external_id": "2"}, messages=said("hello")),
    ]
    load_lines(engine, later, "two.jsonl")
    id = customer_of(engine, "Z-77")
    edit_customer(engine, LOCAL, id, [FieldChange("contact.city", (), ("Quillfeather Hill",))])
    phones = tuple(documents(engine, "customers")[id]["phones"])
    edit_customer(engine, LOCAL, id, [FieldChange("phones", phones, (P1, "+447700900199"))])
    bob, carl = (customer_of(engine, other) for other in "23")
    people = [{"customer_id": id, "name": "Zoe Quillfeather"}, {"customer_id": bob, "name": "Bob"}]
    bond = Bond.of(DIFFERENT, *(identities_of(engine, other)[0].identity.id for other in (bob, carl)))
    add_bonds(
        engine,
        [
            StatedBond(
                bond, "d1", "ann", "2026-01-01T00:00:00Z", "", (id, bob, carl), {"decision": "x", "people": people}
            )
        ],
    )
    store_products(engine, LOCAL, id, [Product("marzipan card", {"plan": "gold"})], "crm")
    return id


@pytest.mark.timeout(300)
def test_nothing_is_left_of_them_and_others_keep_what_is_theirs(fresh_engine):
    id = load_everything(fresh_engine)
    bob, carl = (customer_of(fresh_engine, other) for other in "23")
    family = [id, *documents(fresh_engine, "customers")[id].get("absorbed_ids", [])]
    counted = linked(fresh_engine, LOCAL, id)
    before = {name: text for name, text in everything(fresh_engine).items() if bob in text}
    assert len(traces(fresh_engine)) > 10
    done = delete_customers(fresh_engine, LOCAL, [id])
    assert (done.customers, done.sessions, done.messages, done.logs, done.remaining) == (
        *(1, counted.communications, counted.messages, counted.logs),
        0,
    )
    assert done.records >= 9
    assert done.identities >= 4
    audit = [name for name in traces(fresh_engine, *family) if name.startswith("audit")]
    assert traces(fresh_engine) == []
    assert traces(fresh_engine, *family) == audit
    after = everything(fresh_engine)
    assert {n: after[n] for n in before if not n.startswith("identities")} == {
        n: text for n, text in before.items() if not n.startswith("identities")
    }
    [cluster] = [d for d in documents(fresh_engine, "identities").values() if d["type"] == "cluster"]
    assert (sorted(cluster["customer_ids"]), cluster["conflict_count"]) == (sorted([bob, carl]), 0)
    entries = [d for d in documents(fresh_engine, "audit").values() if d.get("customer_id") == id]
    assert "delete" in {entry["action"] for entry in entries}
    assert not any("details" in entry for entry in entries)
    again = delete_customers(fresh_engine, LOCAL, [id])
    assert (again.customers, again.missing) == (0, 1)


def test_the_same_files_bring_a_deleted_customer_back_whole(fresh_engine):
    lines = [conversation("s1", customer={"external_id": "Z-77"}, messages=said("marzipan"))]
    load_rows(fresh_engine, "Spring", her_rows())
    load_lines(fresh_engine, lines)
    before = snapshot(fresh_engine, ("customers", "records", "sessions", "messages", "logs"))
    id = customer_of(fresh_engine, "Z-77")
    assert delete_customers(fresh_engine, LOCAL, [id]).remaining == 0
    load_rows(fresh_engine, "Spring", her_rows())
    load_lines(fresh_engine, lines)
    assert snapshot(fresh_engine, ("customers", "records", "sessions", "messages", "logs")) == before
    assert customer_of(fresh_engine, "Z-77") != id


@pytest.mark.parametrize("kind", ["rows", "lines"])
def test_deleted_while_a_load_brings_them_nothing_of_them_is_left(fresh_engine, kind):
    load_rows(fresh_engine, "Spring", her_rows())
    id = customer_of(fresh_engine, "Z-77")
    deleted: list[Deleted] = []

    def delete_once(_):
        if not deleted:
            deleted.append(delete_customers(fresh_engine, LOCAL, [id]))

    if kind == "rows":
        # The first batch ends before her last row; with the newcomer behind it the load asks anew whose it is.
        others = [{"customer id": str(n)} for n in range(2000)]
        load_rows(
            fresh_engine,
            "Summer",
            [*her_rows(), *others, *her_rows(), {"customer id": "new"}],
            "b.csv",
            on_progress=delete_once,
        )
    else:
        hers = {"external_id": "Z-77", "phone": P1, "name": "Zoe Quillfeather"}
        lines = [conversation(f"s{n}", customer=hers, messages=said("marzipan")) for n in range(2100)]
        load_lines(fresh_engine, lines, on_progress=delete_once)
    [done] = deleted
    assert (done.customers, done.remaining) == (1, 0)
    assert traces(fresh_engine) == []
    assert not [d for d in documents(fresh_engine, "identities").values() if d["type"] == "deletion"]
    assert len(documents(fresh_engine, "customers")) == (2001 if kind == "rows" else 0)


@pytest.mark.parametrize("cut", ["_forget", "_take_documents", "_take_records", "take_references"])
def test_cut_off_anywhere_the_next_load_completes_it(fresh_engine, monkeypatch, cut):
    load_rows(fresh_engine, "Spring", her_rows())
    load_lines(fresh_engine, [conversation("s1", customer={"external_id": "Z-77"}, messages=said("marzipan"))])
    id = customer_of(fresh_engine, "Z-77")
    edit_customer(fresh_engine, LOCAL, id, [FieldChange("contact.city", (), ("Quillfeather Hill",))])

    def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(erasure, cut, die)
        with pytest.raises(KeyboardInterrupt):
            delete_customers(fresh_engine, Principal("sue", Role.SUPERVISOR), [id])
    load_rows(fresh_engine, "Other", [{"customer id": "5"}], "other.csv")
    assert traces(fresh_engine) == []
    assert list(documents(fresh_engine, "customers")) == [customer_of(fresh_engine, "5")]
    noted = [d for d in documents(fresh_engine, "audit").values() if d["action"] == "delete"]
    assert [(d["by"], d["role"], d["customer_id"]) for d in noted] == [("sue", "supervisor", id)]
    with pytest.raises(NotFound):
        linked(fresh_engine, LOCAL, id)


def test_an_edit_that_is_noted_late_says_nothing_of_a_deleted_customer(fresh_engine, monkeypatch):
    load_rows(fresh_engine, "Spring", her_rows())
    id = customer_of(fresh_engine, "Z-77")

    def note_and_settle(*arguments):
        details = {"name": {"before": ["Zoe"], "after": ["Quillfeather"]}}
        audit.note(fresh_engine, LOCAL, "edit", "customer", "Edited.", customer_id=id, details=details)
        return settle(*arguments)

    monkeypatch.setattr("indexing.deletion.settle", note_and_settle)
    assert delete_customers(fresh_engine, LOCAL, [id]).remaining == 0
    assert traces(fresh_engine) == []


def test_editors_may_not(fresh_engine):
    with pytest.raises(Forbidden):
        delete_customers(fresh_engine, Principal("ed", Role.EDITOR), ["x"])
