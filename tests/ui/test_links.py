"""Addresses keep every character of what they carry, and leave out what is empty."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from ui import links


@pytest.mark.parametrize("value", ["a b", "ä&=#?/+%", "<script>", "🐶"])
def test_values_survive(value: str) -> None:
    address = links.chat("C&1", value, "s:1", value, {"q": value, "page": "2"})
    assert dict(parse_qsl(urlsplit(address).query)) == {
        "q": value,
        "page": "2",
        "customer": "C&1",
        "tab": "communications",
        "campaign": value,
        "message": "s:1",
        "find": value,
    }


def test_empty_values_are_left_out() -> None:
    assert links.customers({"q": "", "page": None}) == "./"
    assert links.chat("C1") == "./?customer=C1&tab=communications"
    assert links.session("star 1") == "./session?id=star+1"
