"""Texts that a spreadsheet program must not take for formulas. The one place that says which."""

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def is_formula(text: str) -> bool:
    """True when a spreadsheet program could run the text, or take it for a number, when it stands in a cell."""
    return text.lstrip(" ").startswith(_STARTS_FORMULA)


def safe_cell(text: str) -> str:
    """The text; with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if is_formula(text) else text
