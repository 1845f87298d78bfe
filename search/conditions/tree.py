"""Groups of conditions -> one query over customers.

What belongs to a customer (participations, products, communications) is asked with "has one of which …": a
condition alone, and a group `of` one of them, whose parts then all hold of the same one. A condition that says
no alone means that none is so.
"""

from collections.abc import Callable, Sequence

from domain.conditions import Condition, Group
from domain.errors import WrongInput
from search.conditions.clauses import NEGATIVE, clause, is_complete, positive
from search.conditions.fields import COMMUNICATION, CUSTOMER, LOAD, NESTED, Field, field_of
from search.conditions.reader import Reader
from search.conditions.texts import Clause, all_of, any_of, none_of

Part = Condition | Group
Join = Callable[[Part], Clause]
"""Customers who have a communication, or are of a load, of which the part holds; asked of other indices."""

EVERYONE: Clause = {"match_all": {}}


def pruned(group: Group) -> Group | None:
    """Without conditions that are not complete yet and groups of nothing; None when nothing is left."""
    kept: list[Part] = []
    for part in group.parts:
        if isinstance(part, Condition):
            if is_complete(part):
                kept.append(part)
        elif (inner := pruned(part)) is not None:
            kept.append(inner)
    return Group(tuple(kept), group.any, group.negated, group.of) if kept else None


def quick_parts(quick: Sequence[Condition]) -> list[Part]:
    """Quick filters as parts that all hold: those on participations of the same participation, and so on."""
    parts: list[Part] = []
    of: dict[str, list[Condition]] = {}
    for condition in quick:
        if not is_complete(condition):
            continue
        scope = field_of(condition.field).scope
        if scope in (CUSTOMER, LOAD):
            parts.append(condition)
        else:
            of.setdefault(scope, []).append(condition)
    return [*parts, *(Group(tuple(found), of=scope) if len(found) > 1 else found[0] for scope, found in of.items())]


def query(part: Part, reader: Reader, join: Join) -> Clause:
    """The customers of whom a complete part holds."""
    if isinstance(part, Condition):
        return _alone(part, reader, join)
    if part.of:
        inner = Group(part.parts, part.any)
        return _unless(part.negated, _has(part.of, inner, reader, join))
    return _unless(part.negated, _joined(part, [query(one, reader, join) for one in part.parts]))


def of_one(part: Part, scope: str, leaf: Callable[[Field, Condition], Clause]) -> Clause:
    """The entries of one scope of which a part holds; every condition in it must be of that scope."""
    if isinstance(part, Condition):
        field = field_of(part.field)
        if field.scope != scope:
            raise WrongInput(f"{field.title} does not belong to one {scope}; move it out of the group.")
        return leaf(field, part)
    if part.of not in ("", scope):
        raise WrongInput(f"A group about one {part.of} cannot stand inside one about a {scope}; move it out.")
    return _unless(part.negated, _joined(part, [of_one(one, scope, leaf) for one in part.parts]))


def _alone(condition: Condition, reader: Reader, join: Join) -> Clause:
    field = field_of(condition.field)
    if field.scope == CUSTOMER:
        return clause(field, condition, reader)
    return _unless(condition.operator in NEGATIVE, _has(field.scope, positive(condition), reader, join))


def _has(scope: str, part: Part, reader: Reader, join: Join) -> Clause:
    if scope in (COMMUNICATION, LOAD):
        return join(part)
    inner = of_one(part, scope, lambda field, condition: clause(field, condition, reader))
    return {"nested": {"path": NESTED[scope], "query": inner}}


def _joined(group: Group, clauses: list[Clause]) -> Clause:
    return any_of(clauses) if group.any else all_of(clauses)


def _unless(negated: bool, found: Clause) -> Clause:
    return none_of(found) if negated else found
