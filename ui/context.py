"""What every page needs before it can ask: the connection, the principal, the reader's time zone."""

import streamlit as st

from domain.access import Principal
from domain.errors import Open360Error, SignedOut
from engine import Engine
from engine.connect import connect
from indexing import versions
from search.status import has_data
from settings import get_settings
from ui.who import LOOPBACK, principal_of

_OWNER = "session-owner"


@st.cache_resource(show_spinner=False)
def engine() -> Engine:
    """The connection of this process, made once. Raises EngineUnavailable, and WrongInput when the indices are of
    another version than this program; a failure is not remembered."""
    found = connect(get_settings())
    versions.check(found)
    return found


def forget_engine() -> None:
    """Connect anew next time: a local node that was restarted may be somewhere else."""
    engine.clear()


def answers() -> bool:
    """True when the engine answers at this moment."""
    try:
        has_data(engine(), principal())
    except Open360Error:
        forget_engine()
        return False
    return True


def principal() -> Principal:
    """Who asks, as the headers of this session's connection say at this moment; the browser cannot change them, for
    they are the proxy's. Raises SignedOut, also when the session was begun by somebody else."""
    who = _asks()
    if st.session_state.setdefault(_OWNER, who.identity) != who.identity:
        raise SignedOut("This page was opened by somebody else; reload it.")
    return who


def arrive() -> Principal | None:
    """Who asks, at the beginning of a run; None when signed out. Somebody else's session is emptied first: a tab in
    which another person signs in must hold nothing of the one before."""
    try:
        who = _asks()
    except SignedOut:
        return None
    if st.session_state.get(_OWNER, who.identity) != who.identity:
        st.session_state.clear()
        st.session_state[_OWNER] = who.identity
        st.rerun()
    return who


def is_alone() -> bool:
    """True without a trusted proxy: whoever uses this machine is the one user, with every right."""
    return get_settings().trusted_proxy is None


def _asks() -> Principal:
    # Streamlit says None for loopback. Without a connection there are no headers either, which nobody is behind.
    address = st.context.ip_address
    return principal_of(st.context.headers, address if isinstance(address, str) else LOOPBACK)


def zone() -> str:
    """The reader's time zone (an IANA name) as the browser tells it; UTC where it does not."""
    return st.context.timezone or "UTC"
