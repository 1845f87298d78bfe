"""What pydantic found wrong, in words for people who wrote the file."""

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from domain.reports import RowError

_JSON_WORDS = {
    "EOF while parsing": "the line ends too early",
    "control character": "a control character stands in a text",
    "invalid unicode code point": "a text is not UTF-8",
    "recursion limit": "it is nested too deeply",
    "trailing characters": "something follows behind its end",
    "unexpected end of hex escape": "half of a character stands alone (\\uD800 to \\uDFFF)",
    "lone leading surrogate": "half of a character stands alone (\\uD800 to \\uDFFF)",
}


def _json(error: ErrorDetails) -> str:
    text = str(error.get("ctx", {}).get("error", ""))
    what, _, place = text.partition(" at line ")
    column = place.rpartition(" ")[2]
    words = next((words for begin, words in _JSON_WORDS.items() if what.startswith(begin)), what)
    return f"is not valid JSON at character {column}: {words}" if column else f"is not valid JSON: {words}"


def _choice(error: ErrorDetails) -> str:
    known = str(error["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
    return f"is not known; take one of {known}"


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    for type_, name in ((bool, "true or false"), (int | float, "a number"), (str, "a text"), (list, "a list")):
        if isinstance(value, type_):
            return name
    return "an object"


def _must_be(what: str) -> Callable[[ErrorDetails], str]:
    return lambda error: f"must be {what}, not {_kind(error['input'])}"


def _too_long(error: ErrorDetails) -> str:
    limit = f"{error['ctx']['max_length']:,}"
    if isinstance(error["input"], list):
        return f"has more than {limit} entries"
    return f"has {len(error['input']):,} characters; at most {limit} are taken"


_WHOLE = _must_be("a whole number")
_WORDS: dict[str, Callable[[ErrorDetails], str]] = {
    "json_invalid": _json,
    "missing": lambda error: "is missing",
    "literal_error": _choice,
    "string_type": _must_be("a text"),
    "model_type": _must_be("an object"),
    "dict_type": _must_be("an object"),
    "list_type": _must_be("a list"),
    "tuple_type": _must_be("a list"),
    "int_type": _WHOLE,
    "int_parsing": lambda error: "must be a whole number",
    "int_from_float": lambda error: "must be a whole number",
    "int_parsing_size": lambda error: "is too large",
    "string_too_short": lambda error: "is empty",
    "too_short": lambda error: "is empty",
    "string_too_long": _too_long,
    "too_long": _too_long,
    "greater_than_equal": lambda error: f"must not be below {error['ctx']['ge']:,}",
    "less_than": lambda error: f"must be below {error['ctx']['lt']:,}",
    "value_error": lambda error: str(error["ctx"]["error"]),
}


def _other(error: ErrorDetails) -> str:
    return "cannot be used: " + error["msg"][:1].lower() + error["msg"][1:]


def row_error(row: int, error: ValidationError, whole: str) -> RowError:
    """The first problem of a row as one sentence; `whole` is what the row is called ("The line")."""
    first = error.errors(include_url=False)[0]
    path = dotted(first["loc"])
    words = _WORDS.get(first["type"], _other)
    value = first["input"]
    if isinstance(value, bytes):  # the row itself, which is no JSON
        value = value[:300].decode("utf-8", "replace")
    shown = value if isinstance(value, str | int | float) else None
    return RowError.of(row, path or "line", shown, f"{path or whole} {words(first)}.")


def dotted(path: tuple[int | str, ...]) -> str:
    """("messages", 3, "at") -> messages[3].at"""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")
