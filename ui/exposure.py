"""Who can reach the app: it starts, and answers, only where it is known who asks."""

import os
from urllib.parse import urlsplit

import psutil

from domain.errors import WrongInput
from settings import Settings
from ui.who import is_loopback

ADDRESSES_REWRITTEN = "FORWARDED_ALLOW_IPS"
"""Environment variable of uvicorn: from these addresses it takes the client's address from a header. Empty: none."""


def check(settings: Settings, address: str | None) -> None:
    """Raise WrongInput when the app must not listen on `address` (None: on all) with these settings."""
    address = address or "0.0.0.0"
    if settings.trusted_proxy is None:
        if not is_loopback(address):
            raise WrongInput(
                f"Open360 does not start on {address}: others could reach it, and nothing says who they are. Set "
                "OPEN360_TRUSTED_PROXY as docs/deploy.md shows, or leave the address at 127.0.0.1."
            )
        return
    if settings.trusted_proxy_secret is None:
        raise WrongInput(
            "OPEN360_TRUSTED_PROXY needs OPEN360_TRUSTED_PROXY_SECRET, which the proxy sends along: an address alone "
            "can be shared by other programs."
        )
    if not settings.trusted_proxy_roles and settings.trusted_proxy_default_role is None:
        raise WrongInput(
            "Nobody would have a role: set OPEN360_TRUSTED_PROXY_ROLES, as in analysts=viewer,leads=supervisor."
        )


def check_server(settings: Settings, address: str | None) -> None:
    """The same inside a server: there, addresses must also be the real ones."""
    check(settings, address)
    if settings.trusted_proxy is not None and os.environ.get(ADDRESSES_REWRITTEN) != "":
        raise WrongInput(
            f"Behind a proxy start Open360 by serve.py, or with {ADDRESSES_REWRITTEN} set to nothing, so that the "
            "server believes no header that names another address."
        )


def open_addresses(port: int) -> list[str]:
    """The addresses beyond loopback that this process listens on at a port; none where the system does not tell (then
    still only loopback is answered)."""
    try:
        listening = [it for it in psutil.Process().net_connections("tcp") if it.status == psutil.CONN_LISTEN]
    except psutil.Error:
        return []
    return sorted({it.laddr.ip for it in listening if it.laddr.port == port and not is_loopback(it.laddr.ip)})


def is_own_host(host: str | None) -> bool:
    """True when a Host header names this machine itself. Any other name is one that somebody made to lead here."""
    try:
        named = urlsplit(f"//{host}")
        return named.username is None and is_loopback(named.hostname)
    except ValueError:
        return False
