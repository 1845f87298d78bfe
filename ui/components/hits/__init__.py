"""The body of the search page: box, totals, facets and hits, with keys, one place in the history for each step."""

from typing import Any

from ui.components.parts import component

_mount = component("hits")


def hits(view: dict[str, Any]) -> None:
    """Draw what `pages.search.view` made. The component changes the address itself; nothing comes back."""
    _mount(key="search-hits", data=view)
