"""Possible duplicates: the ranked pairs, and the chosen one side by side."""

import streamlit as st

from indexing.decisions import keep_apart, merge_customers
from pages.duplicates.deciding import NO_NAME, buttons
from pages.duplicates.sides import side_by_side
from search.duplicates import PAGE_SIZE, DuplicatesPage, candidates, page_of
from search.likeness import Pair
from ui import context, links
from ui.components.choices import Choice, choices
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
    chosen = _chosen(shown.pairs)
    with left:
        _list(shown, page, chosen)
    with right:
        if chosen:
            chosen_pair(chosen)


@st.cache_data(ttl=KEPT_SECONDS, show_spinner="Looking for customers who may be one person …")
def _candidates(prefix: str) -> tuple[tuple[Pair, ...], bool]:
    """Asked for once for all who look at the same time; what was decided since is taken out afterwards."""
    return candidates(context.engine(), context.principal())


def _list(shown: DuplicatesPage, page: int, chosen: tuple[str, str] | None) -> None:
    total = counted(shown.total, "pair") if shown.exact else f"more than {counted(shown.total, 'pair')}"
    items = []
    for pair in shown.pairs:
        both = (pair.one.customer_id, pair.other.customer_id)
        href = links.duplicates(page=str(page) if page > 1 else None, pair=_BETWEEN.join(both))
        names = f"{pair.one.name or NO_NAME} · {pair.other.name or NO_NAME}"
        items.append(Choice(href, names, in_words(pair), bool(chosen) and set(both) == set(chosen or ())))
    empty = "No two customers look like one person."
    choices("duplicates-pairs", total if shown.total else "Pairs", items, empty)
    pager(page, page * PAGE_SIZE < shown.total)


def in_words(pair: Pair) -> str:
    """Why the two may be one, as a line."""
    return " · ".join(pair.reasons)


def pager(page: int, has_more: bool) -> None:
    """To the page before and after, where there are several."""
    if page == 1 and not has_more:
        return
    with st.container(horizontal=True, key="duplicates-pager"):
        back = str(page - 1) if page > 2 else None
        st.button("Previous", disabled=page == 1, on_click=set_params, kwargs={"page": back, "pair": None})
        st.button("Next", disabled=not has_more, on_click=set_params, kwargs={"page": str(page + 1), "pair": None})


def _chosen(pairs: tuple[Pair, ...]) -> tuple[str, str] | None:
    one, _, other = params().get("pair", "").partition(_BETWEEN)
    if other:
        return one, other
    return (pairs[0].one.customer_id, pairs[0].other.customer_id) if pairs else None


def chosen_pair(pair: tuple[str, str], stays: str = "pair") -> None:
    """Two customers side by side, and the buttons to decide. `stays` is the parameter that swapping changes."""
    one, other = pair
    above = st.container()  # the buttons stay where they are when the next pair is higher
    names = side_by_side(pair)
    if not names:
        return

    def swap() -> None:
        if stays == "pair":
            set_params(pair=_BETWEEN.join((other, one)))
        else:
            set_params(customer=other, other=one)

    engine, principal = context.engine(), context.principal()
    with above:
        buttons(
            names,
            same=lambda: merge_customers(engine, principal, one, other),
            different=lambda: keep_apart(engine, principal, one, other),
            swap=swap,
        )
