"""The form of an export: what it hands to the job."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from domain.conditions import Condition, Operator
from pages.customers import export, job
from search.requests import CustomersRequest, Selection
from ui import context

QUICK = (Condition("participation.campaign", Operator.IS, ("spring",)),)


def form(request: "CustomersRequest") -> None:
    from pages.customers import export
    from search.requests import Selection

    export.form(Selection(("a",)), 1, request)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the jobs were started with, which begin nowhere here."""
    told: list[dict[str, Any]] = []

    def start(engine: Any, principal: Any, *arguments: Any, **more: Any) -> str:
        names = ("selection", "format", "columns", "delimiter", "region")
        told.append({**dict(zip(names, arguments, strict=True)), **more})
        return "a-job"

    monkeypatch.setattr(context, "engine", lambda: None)
    monkeypatch.setattr(export, "start_export", start)
    monkeypatch.setattr(job, "follow", lambda job_id: None)
    return told


def test_the_tables_filters_go_along_with_chosen_customers(started: list[dict[str, Any]]) -> None:
    request = CustomersRequest(quick=QUICK, columns=("name", "participation.status"))
    app = AppTest.from_function(form, args=(request,)).run()
    app.radio[1].set_value("Tab").run()
    app.button[0].click().run()
    app.radio[0].set_value("Excel workbook").run()
    assert app.radio[1].disabled
    app.radio[2].set_value("All fields").run()
    app.button[0].click().run()
    first, second = started
    assert first["selection"] == Selection(("a",))
    assert (first["view"], first["columns"], first["delimiter"]) == (request, request.columns, "\t")
    assert (second["format"], second["delimiter"], second["columns"]) == ("xlsx", ",", None)
