"""Whose an identity key is at this moment."""

from collections.abc import Iterable
from dataclasses import replace

from domain.access import Principal
from domain.bonds import Decided
from domain.errors import AlreadyThere, NotFound
from domain.identity import Identity, Key, linking_keys
from domain.values import LIST_FIELDS, title_of
from engine import Engine
from indexing.clusters import load_pool
from indexing.statements import shown_external_id
from indexing.store import Store
from search.people import living


def refuse_taken(engine: Engine, principal: Principal, identities: Iterable[Identity], own_id: str = "") -> None:
    """Raise AlreadyThere when a key of these identities belongs to a living customer other than `own_id`. What was
    claimed for somebody of whom nothing was stored (their adding was cut off) is nobody's yet."""
    for identity in identities:
        for key, customer_id in _claims(engine, _as_shown(identity)):
            try:
                person = living(engine, principal, customer_id)
            except NotFound:
                continue
            if person.customer_id != own_id:
                raise _already(key, person.source.get("name"), person.customer_id)


def _as_shown(identity: Identity) -> Identity:
    """With every other customer ID that may be meant: one of another namespace is typed as it is shown,
    NAMESPACE:VALUE."""
    read = [
        (value[:at], value[at + 1 :])
        for namespace, value in identity.external_ids
        if namespace == "default"
        for at, character in enumerate(value)
        if character == ":"
    ]
    return replace(identity, external_ids=tuple(sorted({*identity.external_ids, *read})))


def _claims(engine: Engine, identity: Identity) -> list[tuple[Key, str]]:
    """(key, customer) of what others state of this identity's keys; bonds that say otherwise are heeded."""
    store = Store(engine, "identities")
    documents = store.get_many([key.id for key in identity.keys])
    common = {key for key in identity.keys if documents.get(key.id, {}).get("common")}
    documents |= store.get_many([key.id for key in linking_keys(identity, common)])
    pool = load_pool(store, {d["cluster_id"] for d in documents.values() if "cluster_id" in d})
    decided = Decided(pool.bonds.values())
    wanted = set(linking_keys(identity, common))
    return [
        (key, entry.assigned.customer_id)
        for entry in pool.entries.values()
        if entry.assigned is not None
        for key in linking_keys(decided.told(entry.identity), common)
        if key in wanted
    ]


def _already(key: Key, name: str | None, customer_id: str) -> AlreadyThere:
    field = next(field for field, kind in LIST_FIELDS.items() if kind == key.kind.removesuffix("+name"))
    value = shown_external_id(key.namespace, key.value.partition("\0")[0])
    whose = f"“{name}”" if name else "a customer without a name"
    return AlreadyThere(f"{title_of(field)} {value} belongs to {whose} already; open that customer.", customer_id)
