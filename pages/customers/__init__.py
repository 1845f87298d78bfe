"""Customers: the list, and beside its parameters a profile (`?customer=ID`)."""

from pages.customers.listing import render_list
from pages.customers.profile import render_profile
from ui.filters import params


def render() -> None:
    if customer_id := params().get("customer"):
        render_profile(customer_id)
    else:
        render_list()
