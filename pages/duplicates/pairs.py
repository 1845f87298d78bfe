"""Possible duplicates: the ranked pairs, and the chosen one side by side."""

import streamlit as st

from indexing.decisions import keep_apart, merge_customers
from pages.duplicates.deciding import NO_NAME, buttons
from pages.duplicates.sides import side_by_side
from search.duplicates import PAGE_SIZE, DuplicatesPage, candidates, page_of
from search.likeness import Pair
from ui import context, links
from ui.components.listing import Cell, Row, listing
from ui.filters import number, params, set_params
from ui.format import counted

KEPT_SECONDS = 60
_BETWEEN = "~"
_LAST_PAGE = 500


def render() -> None:
    found, exact = _candidates(context.engine().prefix)
    page = number("page", 1, _LAST_PAGE)
    shown = page_of(context.engine(), context.principal(), found, exact, page)
    left, right = st.columns([0.42, 0.58], gap="large")
    with left:
        _list(shown, page)
    with right:
        if shown.pairs or params().get("pair"):
            chosen_pair(_chosen(shown.pairs))


@st.cache_data(ttl=KEPT_SECONDS, show_spinner="Looking for customers who may be one person …")
def _candidates(prefix: str) -> tuple[tuple[Pair, ...], bool]:
    """Asked for once for all who look at the same time; what was decided since is taken out afterwards."""
    return candidates(context.engine(), context.principal())


def _list(shown: DuplicatesPage, page: int) -> None:
    total = counted(shown.total, "pair") if shown.exact else f"more than {counted(shown.total, 'pair')}"
    listing(
        "duplicates-pairs",
        total if shown.total else "Pairs",
        ("Who", "Why"),
        [pair_row(pair, page) for pair in shown.pairs],
        "No two customers look like one person.",
    )
    pager(page, page * PAGE_SIZE < shown.total)


def pair_row(pair: Pair, page: int = 1, customer_id: str | None = None) -> Row:
    """A line that leads to the pair side by side."""
    names = f"{pair.one.name or NO_NAME} · {pair.other.name or NO_NAME}"
    why = ", ".join(pair.reasons)
    if customer_id:
        return Row(
            (Cell(pair.other.name or NO_NAME), Cell(why)), links.duplicates(customer_id, other=pair.other.customer_id)
        )
    key = _BETWEEN.join((pair.one.customer_id, pair.other.customer_id))
    return Row((Cell(names), Cell(why)), links.duplicates(page=str(page) if page > 1 else None, pair=key))


def pager(page: int, has_more: bool) -> None:
    """To the page before and after, where there are several."""
    if page == 1 and not has_more:
        return
    with st.container(horizontal=True, key="duplicates-pager"):
        back = str(page - 1) if page > 2 else None
        st.button("Previous", disabled=page == 1, on_click=set_params, kwargs={"page": back, "pair": None})
        st.button("Next", disabled=not has_more, on_click=set_params, kwargs={"page": str(page + 1), "pair": None})


def _chosen(pairs: tuple[Pair, ...]) -> tuple[str, str]:
    one, _, other = params().get("pair", "").partition(_BETWEEN)
    return (one, other) if other else (pairs[0].one.customer_id, pairs[0].other.customer_id)


def chosen_pair(pair: tuple[str, str], stays: str = "pair") -> None:
    """Two customers side by side, and the buttons to decide. `stays` is the parameter that swapping changes."""
    one, other = pair
    names = side_by_side(pair)
    if not names:
        return

    def swap() -> None:
        if stays == "pair":
            set_params(pair=_BETWEEN.join((other, one)))
        else:
            set_params(customer=other, other=one)

    engine, principal = context.engine(), context.principal()
    buttons(
        names,
        same=lambda: merge_customers(engine, principal, one, other),
        different=lambda: keep_apart(engine, principal, one, other),
        swap=swap,
    )
