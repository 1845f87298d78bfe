"""What an agent is configured to collect."""

import re
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from domain.contact import CONTACT_FIELDS
from domain.conversation import Agent, Name

_OWN_FIELD = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")


def _contact_field(value: object) -> object:
    if value is None or (isinstance(value, str) and (value in CONTACT_FIELDS or _OWN_FIELD.fullmatch(value))):
        return value
    known = ", ".join(CONTACT_FIELDS)
    raise ValueError(f"names no contact field; take {known}, or one of your own in a-z, 0-9 and _")


class ResultField(BaseModel):
    """One result the agent is meant to fill; `contact_field` is the contact field that it then enriches."""

    model_config = ConfigDict(frozen=True)
    id: Annotated[Name, Field(min_length=1)]
    title: Annotated[Name, Field(min_length=1)]
    contact_field: Annotated[str, BeforeValidator(_contact_field)] | None = None


class AgentDefinition(Agent):
    """One agent and the results it is meant to collect, in the order in which they are shown."""

    result_fields: tuple[ResultField, ...] = ()

    @model_validator(mode="after")
    def _each_result_once(self) -> Self:
        seen: set[str] = set()
        for field in self.result_fields:
            if field.id in seen:
                raise ValueError(f'defines the result field "{field.id}" twice')
            seen.add(field.id)
        return self
