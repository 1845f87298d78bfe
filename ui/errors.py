"""Errors as people see them: one sentence on the page, never a traceback; and waiting for an engine that is away."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from domain.errors import EngineUnavailable, Open360Error
from ui import context
from ui.format import plain

LOG = logging.getLogger(__name__)
LOOK_AGAIN_SECONDS = 2.0
_UNFORESEEN = "Something went wrong here, and it is not your doing. The server's log says what; reload to try again."


@contextmanager
def sentences() -> Iterator[None]:
    """Show the error of what is inside as a sentence where it stood. While the engine is away, look for it and
    run the page again, with its address and everything in it, when it is back."""
    try:
        yield
    except EngineUnavailable as error:
        context.forget_engine()
        st.error(plain(str(error)), icon=":material/cloud_off:")
        st.caption("This page comes back by itself as soon as OpenSearch answers.")
        _come_back()
    except Exception as error:
        st.error(plain(told(error)))


def told(error: Exception) -> str:
    """An error as a sentence for people; one that nobody foresaw goes into the log."""
    if isinstance(error, Open360Error):
        return str(error)
    # Where, but not with which values: they may be personal.
    LOG.error("A page failed: %s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
    return _UNFORESEEN


def _come_back() -> None:
    """Run the page again once the engine answers. The first call only draws: the page itself just asked."""
    drawn: list[bool] = []

    @st.fragment(run_every=LOOK_AGAIN_SECONDS)
    def look_again() -> None:
        if drawn and context.answers():
            st.rerun()
        drawn.append(True)

    look_again()
