"""Customers: the list, and beside its parameters a profile (`?customer=ID`)."""

from pages.customers.listing import render_list
from pages.customers.profile import forget_drawn, render_profile
from ui.filters import params


def render() -> None:
    if customer_id := params().get("customer"):
        render_profile(customer_id)
    else:
        forget_drawn()
        render_list()
