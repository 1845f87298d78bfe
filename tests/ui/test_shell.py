"""The frame around pages: errors as sentences, the address as the state."""

import pytest
from streamlit.testing.v1 import AppTest

from domain.access import Principal, Role
from domain.errors import SignedOut
from ui import format


def failing(kind: str) -> None:
    import domain.errors
    from ui.errors import sentences

    errors = {"WrongInput": domain.errors.WrongInput, "NotFound": domain.errors.NotFound}
    with sentences():
        raise errors.get(kind, RuntimeError)("Correct <b>this</b>.")


@pytest.mark.parametrize("kind", ["WrongInput", "NotFound"])
def test_an_error_for_people_is_its_sentence(kind: str) -> None:
    shown = AppTest.from_function(failing, args=(kind,)).run()
    assert [one.value for one in shown.error] == [format.plain("Correct <b>this</b>.")]
    assert not shown.exception


def test_an_unforeseen_error_tells_nothing_of_its_inside() -> None:
    shown = AppTest.from_function(failing, args=("RuntimeError",)).run()
    [said] = shown.error
    assert said.value.startswith("Something went wrong here")
    assert not shown.exception


def changing() -> None:
    import streamlit as st

    from ui.filters import params, set_params

    set_params(q="ana", page=None, row="")
    st.text(str(params()))


def test_parameters_change_together_and_empty_ones_go() -> None:
    app = AppTest.from_function(changing)
    app.query_params["page"] = "3"
    app.query_params["row"] = "C1"
    app.query_params["sort"] = "name"
    assert app.run().text[0].value == "{'sort': 'name', 'q': 'ana'}"


def following(gone_to: str) -> None:
    import streamlit as st

    from ui.filters import follow, params

    st.session_state["table"] = {"go": gone_to}
    follow("table")()
    st.text(str(params()))


def test_where_a_component_went_is_where_the_page_is() -> None:
    app = AppTest.from_function(following, args=("q=a+b&customer=%C3%A4%261",))
    app.query_params["page"] = "3"
    assert app.run().text[0].value == "{'q': 'a b', 'customer': 'ä&1'}"


@pytest.mark.parametrize(
    ("text", "number"), [("7", 7), ("0", 1), ("99", 9), ("", 3), ("-2", 3), ("x", 3), ("²", 3), ("1e3", 3)]
)
def test_number_of_the_address(text: str, number: int) -> None:
    def asking() -> None:
        import streamlit as st

        from ui.filters import number

        st.text(str(number("page", 3, 9)))

    app = AppTest.from_function(asking)
    app.query_params["page"] = text
    assert app.run().text[0].value == str(number)


def asking_who() -> None:
    import streamlit as st

    from ui import context
    from ui.errors import sentences

    def press() -> None:
        with sentences():
            st.session_state["pressed"] = context.principal().identity

    arrived = context.arrive()
    st.text(f"{arrived and arrived.identity}, {sorted(key for key in st.session_state if key != 'session-owner')}")
    st.button("Press", on_click=press)


def test_a_session_of_somebody_else_is_emptied_and_acts_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    from ui import context

    monkeypatch.setattr(context, "_asks", lambda: Principal("ana", Role.ADMINISTRATOR))
    app = AppTest.from_function(asking_who).run()
    app.button[0].click().run()
    assert "pressed" in app.text[0].value

    monkeypatch.setattr(context, "_asks", lambda: Principal("ivo", Role.VIEWER))
    app.button[0].click().run()  # what ana's page sends must not be done as ivo
    assert "ivo" in app.text[0].value
    assert "pressed" not in app.text[0].value

    def nobody() -> Principal:
        raise SignedOut("Nobody.")

    monkeypatch.setattr(context, "_asks", nobody)
    assert app.run().text[0].value.startswith("None")
