"""What every page needs before it can ask: the connection, the principal, the reader's time zone."""

import streamlit as st

from domain.access import LOCAL, Principal
from domain.errors import Open360Error
from engine import Engine
from engine.connect import connect
from indexing import versions
from search.status import has_data
from settings import get_settings


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
    """Who asks. The product listens on loopback alone, so it is always its one local user."""
    return LOCAL


def zone() -> str:
    """The reader's time zone (an IANA name) as the browser tells it; UTC where it does not."""
    return st.context.timezone or "UTC"
