"""Who asks: from a request's headers and the address it came from to a principal. Pages and routes both pass here.

Without a trusted proxy there is one user, on this machine alone. With one, a request is believed when it comes from
the proxy's address, carries the proxy's secret, and says each thing once; everybody else is signed out.
"""

import hmac
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address

from domain.access import LOCAL, Principal, Role
from domain.errors import SignedOut
from settings import Settings, get_settings

LOOPBACK = "127.0.0.1"
MAX_NAME = 200
FORWARDING = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via")
"""Headers that only a proxy adds."""


def principal_of(headers: Mapping[str, str], peer: str | None, settings: Settings | None = None) -> Principal:
    """The principal behind a request; `peer` is the address of the other end of the connection, never one that a
    header names. Raises SignedOut with the reason, which is for the log: it says nothing about a person."""
    settings = settings or get_settings()
    if settings.trusted_proxy is None:
        return _only_user(headers, peer)
    address = parse_address(peer)
    if address is None or not any(address in network for network in settings.trusted_proxy):
        raise SignedOut("The request came from an address that is not in OPEN360_TRUSTED_PROXY.")
    _check_secret(headers, settings)
    user = _one(headers, settings.trusted_proxy_user_header)
    if not user:
        raise SignedOut(f"The proxy sent no {settings.trusted_proxy_user_header} header: nobody has signed in.")
    if len(user) > MAX_NAME or not user.isprintable():
        raise SignedOut(f"The proxy's {settings.trusted_proxy_user_header} header holds no name that can be used.")
    groups = [group.strip() for group in _one(headers, settings.trusted_proxy_groups_header).split(",")]
    return Principal(user, _role(user, groups, settings))


def parse_address(text: str | None) -> IPv4Address | IPv6Address | None:
    """An IP address; the IPv4 one where it is wrapped in IPv6, as a socket that listens on both gives it."""
    try:
        address = ip_address(text or "")
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def is_loopback(text: str | None) -> bool:
    """True for an address that only this machine reaches."""
    address = parse_address(text)
    return text == "localhost" or (address is not None and address.is_loopback)


def _only_user(headers: Mapping[str, str], peer: str | None) -> Principal:
    if not is_loopback(peer):
        raise SignedOut("The request came from another machine, but no trusted proxy is set.")
    if found := [name for name in FORWARDING if name in headers]:
        raise SignedOut(f"The request came through a proxy ({found[0]}), but no trusted proxy is set.")
    return LOCAL


def _check_secret(headers: Mapping[str, str], settings: Settings) -> None:
    known = settings.trusted_proxy_secret
    given = _one(headers, settings.trusted_proxy_secret_header)
    if known is None or not hmac.compare_digest(given.encode(), known.get_secret_value().encode()):
        raise SignedOut(f"The request does not carry the proxy's {settings.trusted_proxy_secret_header}.")


def _one(headers: Mapping[str, str], name: str) -> str:
    """The header's only value, "" without one. A second one is a forgery that a careless proxy let through."""
    every = getattr(headers, "getlist", None) or getattr(headers, "get_all", None)  # Starlette's, Streamlit's
    values = every(name) if every else [headers[name]] if name in headers else []
    if len(values) > 1:
        raise SignedOut(f"The request carries the header {name} more than once.")
    return _text(values[0]).strip() if values else ""


def _text(value: str) -> str:
    """Servers hand headers on as Latin-1; proxies send UTF-8."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def _role(user: str, groups: list[str], settings: Settings) -> Role:
    roles = settings.trusted_proxy_roles or {}
    # A group that calls itself "user:…" must not pass for a user.
    names = [f"user:{user}", *(group for group in groups if not group.startswith("user:"))]
    found = [roles[name] for name in names if name in roles]
    if settings.trusted_proxy_default_role is not None:
        found.append(settings.trusted_proxy_default_role)
    if not found:
        raise SignedOut("Who signed in has no role: neither they nor a group of theirs is in the settings.")
    return max(found, key=list(Role).index)
