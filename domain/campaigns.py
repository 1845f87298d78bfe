"""Campaign names and IDs."""

import unicodedata

CUSTOMER_SERVICE = "Customer Service"
"""The virtual campaign of inbound activity tied to none."""

MAX_NAME_LENGTH = 120


def campaign_id(name: str | None) -> str:
    """The ID of a campaign by its name: NFKC, case-folded, white space collapsed; None is Customer Service."""
    text = unicodedata.normalize("NFKC", name or CUSTOMER_SERVICE)
    return " ".join(text.casefold().split())


CUSTOMER_SERVICE_ID = campaign_id(None)
