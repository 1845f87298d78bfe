"""Campaign names and IDs."""

import unicodedata

from domain.errors import WrongInput

CUSTOMER_SERVICE = "Customer Service"
"""The virtual campaign of inbound activity tied to none."""

MAX_NAME_LENGTH = 120


def campaign_id(name: str | None) -> str:
    """The ID of a campaign by its name: NFKC, case-folded, white space collapsed; None is Customer Service."""
    text = unicodedata.normalize("NFKC", name or CUSTOMER_SERVICE)
    return " ".join(text.casefold().split())


CUSTOMER_SERVICE_ID = campaign_id(None)


def checked_name(name: str) -> str:
    """The name of a campaign of the users' own, with plain spaces. Raises WrongInput when it cannot be one."""
    id = campaign_id(name) if name.strip() else ""
    if not id:
        raise WrongInput("The campaign needs a name.")
    if id == CUSTOMER_SERVICE_ID:
        raise WrongInput(f"'{CUSTOMER_SERVICE}' is the campaign of inbound conversations; give another name.")
    if len(name) > MAX_NAME_LENGTH:
        raise WrongInput(f"The campaign's name is longer than {MAX_NAME_LENGTH} characters.")
    return " ".join(name.split())
