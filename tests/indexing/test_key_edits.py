"""Phones, e-mails and customer IDs by hand: the list that is typed is theirs, for later loads too, and nobody else's."""

import pytest

from domain.access import LOCAL, Principal, Role
from domain.errors import AlreadyThere, NotFound, Stale, WrongInput
from indexing import edits, key_edits
from indexing.decisions import undo_decision
from indexing.edits import FieldChange, add_customer, edit_customer, release_value
from indexing.undo import undo
from tests.loaders.support import conversation, documents, load_lines, load_rows

ANN, BEN = Principal("ann", Role.EDITOR), Principal("ben", Role.EDITOR)
P1, P2, P3 = "+447700900101", "+447700900102", "+447700900103"


def phones(before, after):
    return [FieldChange("phones", tuple(before), tuple(after))]


def customers(engine):
    """Customer ID -> document."""
    return documents(engine, "customers")


def known(engine):
    """The keys, and what the clusters hold."""
    identities = documents(engine, "identities")
    keys = {id for id, d in identities.items() if d["type"] == "key"}
    return keys, [d["body"] for d in identities.values() if d["type"] == "cluster"]


def bonds(engine):
    return [d for d in documents(engine, "identities").values() if d["type"] == "bond"]


def test_a_corrected_phone_leads_to_the_customer_and_the_wrong_one_does_not(fresh_engine):
    load_rows(fresh_engine, "Spring", [{"customer id": "1", "name": "Ann", "phone": P1}])
    [id] = customers(fresh_engine)
    edit_customer(fresh_engine, ANN, id, phones([P1], ["07700 900102", P3]), "GB")
    assert customers(fresh_engine)[id]["phones"] == [P2, P3]
    with pytest.raises(NotFound):
        undo_decision(fresh_engine, LOCAL, bonds(fresh_engine)[0]["decision_id"])
    load_lines(fresh_engine, [conversation("s1", customer={"phone": P2}), conversation("s2", customer={"phone": P1})])
    found = customers(fresh_engine)
    assert len(found) == 2
    assert (found[id]["communications"], found[id]["phones"]) == (1, [P2, P3])
    [other] = found.keys() - {id}
    assert found[other]["phones"] == [P1]
    told = [(s["value"], s["kind"], s["name"]) for s in found[id]["provenance"]["phones"]]
    assert told == [(P2, "manual", "ann"), (P3, "manual", "ann"), (P1, "upload", "upload.csv")]


def test_cut_off_between_who_is_who_and_the_record_it_can_be_made_again(fresh_engine, monkeypatch):
    load_rows(fresh_engine, "Spring", [{"customer id": "1", "name": "Ann", "phone": P1}])
    [id] = customers(fresh_engine)

    def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(edits, "write_edits", die)
        with pytest.raises(KeyboardInterrupt):
            edit_customer(fresh_engine, ANN, id, phones([P1], [P2]))
    edit_customer(fresh_engine, ANN, id, phones([P1], [P2]))
    assert customers(fresh_engine)[id]["phones"] == [P2]
    assert len(bonds(fresh_engine)) == 2
    release_value(fresh_engine, ANN, id, "phones")
    assert (customers(fresh_engine)[id]["phones"], bonds(fresh_engine)) == ([P1], [])


def test_released_it_is_as_if_nothing_had_been_typed(fresh_engine):
    load_rows(fresh_engine, "Spring", [{"customer id": "1", "name": "Ann", "phone": P1}])
    [id] = customers(fresh_engine)
    before = known(fresh_engine)
    edit_customer(fresh_engine, ANN, id, phones([P1], [P2]))
    edit_customer(fresh_engine, ANN, id, phones([P2], [P1, P3]))
    assert len(bonds(fresh_engine)) == 1
    release_value(fresh_engine, ANN, id, "phones")
    assert customers(fresh_engine)[id]["phones"] == [P1]
    assert bonds(fresh_engine) == []
    assert known(fresh_engine) == before


def test_what_came_by_a_phone_that_is_taken_away_stays(fresh_engine):
    load_rows(fresh_engine, "Spring", [{"customer id": "1", "name": "Ann", "phone": P1}])
    load_lines(fresh_engine, [conversation("s1", customer={"phone": P1})])
    [id] = customers(fresh_engine)
    edit_customer(fresh_engine, ANN, id, phones([P1], []))
    [(same, document)] = customers(fresh_engine).items()
    assert (same, document["communications"]) == (id, 1)
    assert "phones" not in document
    add = add_customer(fresh_engine, ANN, {"name": ("Ben",), "phones": (P1,)})
    assert sorted(customers(fresh_engine)) == sorted([id, add])


def test_a_key_of_somebody_else_is_refused(fresh_engine):
    load_rows(
        fresh_engine, "Spring", [{"customer id": "1", "name": "Ann", "phone": P1}, {"customer id": "2", "name": "Bob"}]
    )
    ids = {d["external_ids"][0]: id for id, d in customers(fresh_engine).items()}
    with pytest.raises(AlreadyThere, match=r"Phone \S+ belongs to “Ann”") as there:
        edit_customer(fresh_engine, ANN, ids["2"], phones([], [P1]))
    assert there.value.customer_id == ids["1"]
    with pytest.raises(WrongInput, match="leave one of them"):
        edit_customer(fresh_engine, ANN, ids["2"], [FieldChange("external_ids", ("2",), ())])
    with pytest.raises(WrongInput) as wrong:
        edit_customer(fresh_engine, ANN, ids["2"], [*phones([], ["12"]), FieldChange("emails", (), ("no mail",))], "GB")
    assert "“12” is not a possible phone" in str(wrong.value)
    assert "“no mail” is not an e-mail" in str(wrong.value)
    with pytest.raises(Stale) as stale:
        edit_customer(fresh_engine, ANN, ids["1"], phones([], [P2]))
    assert stale.value.differences == {"phones": ((), (P1,))}
    assert bonds(fresh_engine) == []


def test_typed_keys_hold_when_loads_are_undone_and_come_again(fresh_engine):
    rows = [{"customer id": "1", "name": "Ann", "phone": P1}]
    first = load_rows(fresh_engine, "Spring", rows)
    [id] = customers(fresh_engine)
    edit_customer(fresh_engine, ANN, id, [*phones([P1], [P2]), FieldChange("emails", (), ("ann@x.test",))])
    undo(fresh_engine, LOCAL, first.load_id)
    [(same, document)] = customers(fresh_engine).items()
    assert (same, document["phones"], document["emails"]) == (id, [P2], ["ann@x.test"])
    load_rows(fresh_engine, "Spring", rows)
    load_rows(fresh_engine, "Summer", [{"email": "Ann@x.test", "name": "Ann", "phone": P3}], "b.csv")
    [(same, document)] = customers(fresh_engine).items()
    assert (same, document["phones"], document["emails"]) == (id, [P2], ["ann@x.test"])
    release_value(fresh_engine, ANN, id, "phones")
    assert sorted(customers(fresh_engine)[id]["phones"]) == [P1, P3]
    edit_customer(fresh_engine, ANN, id, [FieldChange("external_ids", ("1",), ("7",))])
    load_rows(fresh_engine, "Autumn", [{"customer id": "7", "city": "York"}], "c.csv")
    [(same, document)] = customers(fresh_engine).items()
    assert (same, document["external_ids"], document["contact"]) == (id, ["7"], {"city": "York"})


def test_who_came_by_a_typed_phone_parts_when_it_is_released_and_the_customer_stays_who_they_are(fresh_engine):
    load_rows(fresh_engine, "Spring", [{"customer id": "1", "name": "Ann", "phone": P1}])
    [id] = customers(fresh_engine)
    edit_customer(fresh_engine, ANN, id, phones([P1], [P1, P2]))
    load_lines(fresh_engine, [conversation("s1", customer={"phone": P2})])
    assert customers(fresh_engine)[id]["communications"] == 1
    release_value(fresh_engine, ANN, id, "phones")
    found = customers(fresh_engine)
    [other] = found.keys() - {id}
    assert (found[id]["phones"], found[id]["communications"]) == ([P1], 0)
    assert (found[other]["phones"], found[other]["communications"]) == ([P2], 1)


@pytest.mark.parametrize("bens", [[P1, P3], [P1, P2]])
def test_who_comes_second_leaves_nothing_behind_of_what_they_typed(fresh_engine, monkeypatch, bens):
    load_rows(fresh_engine, "Spring", [{"customer id": "1", "name": "Ann", "phone": P1}])
    [id] = customers(fresh_engine)
    others = [lambda: edit_customer(fresh_engine, ANN, id, phones([P1], [P1, P2]))]

    def after_ann(*arguments):
        while others:
            others.pop()()
        key_edits.bind(*arguments)

    monkeypatch.setattr(edits, "bind", after_ann)
    if P3 in bens:
        with pytest.raises(Stale):
            edit_customer(fresh_engine, BEN, id, phones([P1], bens))
    else:
        edit_customer(fresh_engine, BEN, id, phones([P1], bens))
    assert customers(fresh_engine)[id]["phones"] == [P1, P2]
    assert [bond["by"] for bond in bonds(fresh_engine)] == ["ann"]
    release_value(fresh_engine, ANN, id, "phones")
    assert (customers(fresh_engine)[id]["phones"], bonds(fresh_engine)) == ([P1], [])


def test_a_release_that_was_cut_off_can_be_made_again(fresh_engine, monkeypatch):
    load_rows(fresh_engine, "Spring", [{"customer id": "1", "name": "Ann", "phone": P1}])
    [id] = customers(fresh_engine)
    edit_customer(fresh_engine, ANN, id, phones([P1], [P2]))

    def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(edits, "loosen", die)
        with pytest.raises(KeyboardInterrupt):
            release_value(fresh_engine, ANN, id, "phones")
    release_value(fresh_engine, ANN, id, "phones")
    assert (customers(fresh_engine)[id]["phones"], bonds(fresh_engine)) == ([P1], [])
    with pytest.raises(NotFound):
        release_value(fresh_engine, ANN, id, "phones")


def test_a_customer_id_of_another_namespace_is_known_as_it_is_shown(fresh_engine):
    load_lines(fresh_engine, [conversation("s1", customer={"external_id": "42"})], namespace="crm")
    load_rows(fresh_engine, "Spring", [{"phone": P1}])
    ids = {bool(d.get("external_ids")): id for id, d in customers(fresh_engine).items()}
    assert customers(fresh_engine)[ids[True]]["external_ids"] == ["crm:42"]
    for attempt in (
        lambda: add_customer(fresh_engine, ANN, {"external_ids": ("crm:42",)}),
        lambda: edit_customer(fresh_engine, ANN, ids[False], [FieldChange("external_ids", (), ("crm:42",))]),
    ):
        with pytest.raises(AlreadyThere, match="crm:42 belongs to") as there:
            attempt()
        assert there.value.customer_id == ids[True]
