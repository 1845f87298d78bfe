"""Edits by hand among loads: whichever comes first, the customers are the same in the end."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.access import LOCAL
from indexing.edit_records import values_of
from indexing.edits import FieldChange, edit_customer, release_value, set_participation
from indexing.undo import undo
from tests.loaders.support import conversation, documents, load_lines, load_rows, snapshot

ROW = {"customer id": "1", "name": "Nora Grant", "phone": "+447700900101", "city": "Leeds", "status": "new"}


def the_customer(engine):
    [(id, document)] = [(id, d) for id, d in documents(engine, "customers").items() if "1" in d.get("external_ids", [])]
    return id, document


def edit(engine, field, *after):
    id, document = the_customer(engine)
    edit_customer(engine, LOCAL, id, [FieldChange(field, values_of(document, field), after)])


STEPS = {
    "another campaign": lambda engine: load_rows(
        engine, "Summer", [ROW | {"city": "Hull", "phone": "+447700900102", "loaded": "2026-02-01"}], "b.csv"
    ),
    "a conversation": lambda engine: load_lines(
        engine, [conversation("s1", customer={"phone": "+447700900101", "city": "Bath"})]
    ),
    "who joins": lambda engine: load_rows(
        engine,
        "Autumn",
        [{"email": "n@x.test", "company": "Acme", "loaded": "2026-03-01"}, ROW | {"email": "n@x.test"}],
        "c.csv",
    ),
    "an undone load": lambda engine: undo(
        engine, LOCAL, load_rows(engine, "Spring", [ROW | {"city": "Ely", "name": "N."}], "d.csv").load_id
    ),
    "a city by hand": lambda engine: edit(engine, "contact.city", "York"),
    "phones by hand": lambda engine: edit(engine, "phones", "+447700900101", "+447700900109"),
    "emptied by hand": lambda engine: edit(engine, "name"),
    "released": lambda engine: (
        edit(engine, "contact.job_title", "Baker"),
        release_value(engine, LOCAL, the_customer(engine)[0], "contact.job_title"),
    ),
    "a stage by hand": lambda engine: set_participation(
        engine, LOCAL, [the_customer(engine)[0]], "Spring", stage="called"
    ),
}


def outcome(engine):
    """The customers, without the clock of what was done by hand and the anchors that it chose."""

    def plain(value):
        if isinstance(value, dict):
            dropped = {"record_id", "at"} if value.get("kind") == "manual" else {"record_id"}
            return {name: plain(inner) for name, inner in value.items() if name not in dropped}
        return [plain(inner) for inner in value] if isinstance(value, list) else value

    return plain(snapshot(engine, ("customers",)))


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(list(STEPS)))
def test_the_same_customers_in_any_order(engines, order):
    ends = []
    for steps in (list(STEPS), order):
        engine = engines()
        load_rows(engine, "Spring", [ROW | {"loaded": "2026-01-01"}], "a.csv")
        for step in steps:
            STEPS[step](engine)
        ends.append(outcome(engine))
    assert ends[0] == ends[1]
