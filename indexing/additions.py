"""Adding people by hand."""

from collections.abc import Mapping

from domain.access import Action, Principal, require
from domain.errors import WrongInput
from domain.identity import Identity
from domain.values import LIST_FIELDS, checked, known_field, own_field
from engine import Engine
from indexing import audit, fields, versions
from indexing.anchors import Anchor
from indexing.claims import refuse_taken
from indexing.edit_records import KEYS, edit_record, with_texts
from indexing.edit_store import fold_now, write_edits
from indexing.identities import Assigned, Resolver
from indexing.lock import HeldLock
from settings import get_settings


def add_customer(
    engine: Engine, principal: Principal, values: Mapping[str, tuple[str, ...]], region: str | None = None
) -> str:
    """Add somebody by hand and return their ID. `values` are by field, as for an edit; at least one phone, e-mail or
    customer ID is needed. Raises WrongInput, and AlreadyThere when one of these is somebody's."""
    require(principal, Action.EDIT)
    told, titles = _checked(values, region)
    keys = {field: told.pop(field) for field in LIST_FIELDS if field in told}
    if not keys:
        raise WrongInput("A customer needs a phone, an e-mail address or a customer ID; fill in one of them.")
    identity = Identity.of(
        [("default", value) for value in keys.get("external_ids", ())],
        keys.get("emails", ()),
        keys.get("phones", ()),
        told.get("name", ("",))[0],
    )
    versions.ensure(engine, get_settings().language)
    if titles:
        fields.register(engine, principal, fields.CONTACT, titles)

    def tell(whose: Assigned, lock: HeldLock) -> None:
        """Until their document is there, whoever adds them too finds nobody: so all of it while the lock is held."""
        anchor = Anchor(identity, whose.customer_id, whose.customer_number)
        listed = {field: list(found) for field, found in keys.items()}
        records = [edit_record(anchor, principal, KEYS, {"keys": listed})]
        records += [edit_record(anchor, principal, field, with_texts(texts, None)) for field, texts in told.items()]
        write_edits(engine, lock, records)
        fold_now(engine, [anchor.customer_id])

    whose = Resolver(engine).claim(identity, lambda: refuse_taken(engine, principal, [identity]), tell)
    audit.note(
        engine,
        principal,
        "add",
        "customer",
        "Added a customer by hand.",
        customer_id=whose.customer_id,
        details={field: {"after": list(texts)} for field, texts in (keys | told).items()},
    )
    return whose.customer_id


def _checked(
    values: Mapping[str, tuple[str, ...]], region: str | None
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Field -> its values, empty ones left out, and the titles of users' own fields. All that is wrong is told."""
    told: dict[str, tuple[str, ...]] = {}
    titles: dict[str, str] = {}
    wrong: list[str] = []
    for field, texts in values.items():
        try:
            if found := checked(field, texts, region):
                told[known_field(field)] = found
                if own := own_field(field):
                    titles[own[0]] = own[1]
        except WrongInput as error:
            wrong.append(str(error))
    if wrong:
        raise WrongInput(" ".join(wrong))
    return told, titles
