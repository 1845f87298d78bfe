"""Who asks: from a request's headers and the address it came from to a principal. Pages and routes both pass here."""

from collections.abc import Mapping

from domain.access import LOCAL, Principal


def principal_of(headers: Mapping[str, str], peer: str | None) -> Principal:
    """The principal behind a request. The product listens on loopback alone, so it is always its one local user."""
    return LOCAL
