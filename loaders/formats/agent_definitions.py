"""Agent definitions: a JSON list of {id, name, result_fields: [{id, title, contact_field?}]}."""

from collections.abc import Iterator

import orjson
from pydantic import ValidationError

from domain.agents import AgentDefinition
from domain.errors import WrongInput
from domain.reports import RowError
from loaders.formats.sentences import row_error
from loaders.source import Source
from loaders.unpack import Damage

MAX_BYTES = 64 << 20


def read(source: Source) -> Iterator[AgentDefinition | RowError]:
    """The definitions in file order; each wrong one is a RowError whose row is its place in the list, from 1.

    Raises WrongInput when the file as a whole is no such list.
    """
    whole = bytearray()
    try:
        for chunk in source.chunks():
            whole += chunk
            if len(whole) > MAX_BYTES:
                raise WrongInput(f'"{source.name}" is too large for agent definitions ({MAX_BYTES >> 20} MiB at most).')
    except Damage as damage:
        raise WrongInput(f'"{source.name}" cannot be read to its end: {damage}') from None
    if not whole.strip():
        return
    try:
        items = orjson.loads(bytes(whole).removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise WrongInput(f'"{source.name}" is not valid JSON: {error}.') from None
    if not isinstance(items, list):
        raise WrongInput(f'"{source.name}" must be a JSON list of agent definitions.')
    seen: set[str] = set()
    for row, item in enumerate(items, 1):
        try:
            agent = AgentDefinition.model_validate(item)
        except ValidationError as error:
            yield row_error(row, error, "The definition")
            continue
        if agent.id in seen:
            yield RowError.of(row, "id", agent.id, "The agent is defined twice in this file.")
            continue
        seen.add(agent.id)
        yield agent
