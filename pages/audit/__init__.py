"""Audit: who changed, exported, joined or deleted what, and when; for administrators."""

import streamlit as st

from domain.errors import Forbidden, WrongInput
from pages.audit.address import request_of
from pages.audit.view import trail_view
from search.audit import AuditPage, find_audit
from search.results import Count
from ui import context
from ui.components.trail import trail
from ui.filters import params
from ui.format import counted, plain
from ui.page import title


def render() -> None:
    request, problems = request_of(params(), context.zone())
    try:
        page, refusal = find_audit(context.engine(), context.principal(), request), ""
    except Forbidden:
        title("Audit")
        raise
    except WrongInput as error:
        page, refusal = AuditPage(Count(0), (), {}), str(error)
    title("Audit", "" if refusal else counted(page.total.value, "entry", "entries"))
    with st.container(key="audit-problems"):
        for problem in problems:
            st.warning(plain(problem))
    trail(trail_view(request, page, refusal))
