"""Edits by hand among loads: whichever comes first, the customer is the same in the end."""

import json

from domain.access import LOCAL
from indexing.edit_records import values_of
from indexing.edits import FieldChange, edit_customer, release_value, set_participation
from indexing.undo import undo
from tests.loaders.support import conversation, documents, load_lines, load_rows


class Person:
    """Somebody whose keys all hold their letter, so that several can be compared in one index."""

    def __init__(self, engine, letter):
        self.engine = engine
        self.letter = letter
        self.phones = [f"+4477009{ord(letter)}{n:03}" for n in range(3)]
        self.email = f"nora-{letter}@x.test"
        self.row = {"customer id": f"id-{letter}", "name": "Nora Grant", "phone": self.phones[0], "city": "Leeds"}
        self.upload("Spring", self.row | {"status": "new", "loaded": "2026-01-01"})

    def upload(self, campaign, *rows):
        return load_rows(self.engine, campaign, list(rows), f"{campaign}.csv")

    def talk(self):
        customer = {"phone": self.phones[0], "city": "Bath"}
        load_lines(self.engine, [conversation(f"s-{self.letter}", customer=customer)])

    def undone(self):
        report = self.upload("Spring", self.row | {"city": "Ely", "name": "N.", "phone": self.phones[2]})
        undo(self.engine, LOCAL, report.load_id)

    def document(self):
        [(id, document)] = [
            (id, d)
            for id, d in documents(self.engine, "customers").items()
            if f"id-{self.letter}" in d.get("external_ids", [])
        ]
        return id, document

    def edit(self, field, *after):
        id, document = self.document()
        edit_customer(self.engine, LOCAL, id, [FieldChange(field, values_of(document, field), after)])

    def release(self):
        self.edit("contact.job_title", "Baker")
        release_value(self.engine, LOCAL, self.document()[0], "contact.job_title")

    def outcome(self):
        """Without IDs, numbers, the clock of what was done by hand, and the anchors that it chose."""
        dropped = {"customer_id", "customer_number", "folded_at", "absorbed_ids", "record_id", "load_id"}

        def plain(value):
            if isinstance(value, dict):
                clocks = {"at"} if value.get("kind") == "manual" else set()
                return {name: plain(inner) for name, inner in value.items() if name not in dropped | clocks}
            return [plain(inner) for inner in value] if isinstance(value, list) else value

        text = json.dumps(plain(self.document()[1]), indent=1)
        return text.replace(f"-{self.letter}", "-x").replace(f"+4477009{ord(self.letter)}", "+4477009xx")


STEPS = {
    "another campaign": lambda p: p.upload(
        "Summer", p.row | {"city": "Hull", "phone": p.phones[1], "loaded": "2026-02-01"}
    ),
    "a conversation": lambda p: p.talk(),
    "who joins": lambda p: p.upload(
        "Autumn",
        {"email": p.email, "company": "Acme", "loaded": "2026-03-01"},
        p.row | {"email": p.email, "loaded": "2026-03-02"},
    ),
    "an undone load": lambda p: p.undone(),
    "a city by hand": lambda p: p.edit("contact.city", "York"),
    "phones by hand": lambda p: p.edit("phones", p.phones[0], "+447700955" + str(ord(p.letter))),
    "emptied by hand": lambda p: p.edit("name"),
    "released, by hand": lambda p: p.release(),
    "a stage by hand": lambda p: set_participation(p.engine, LOCAL, [p.document()[0]], "Spring", stage="called"),
}


def test_the_same_customer_in_any_order(fresh_engine):
    by_hand_first = sorted(STEPS, key=lambda step: "hand" not in step)
    outcomes = []
    for letter, steps in zip("abc", (list(STEPS), by_hand_first, list(reversed(STEPS))), strict=True):
        person = Person(fresh_engine, letter)
        for step in steps:
            STEPS[step](person)
        outcomes.append(person.outcome().replace("+447700955" + str(ord(letter)), "typed"))
    assert outcomes[1] == outcomes[0]
    assert outcomes[2] == outcomes[0]
