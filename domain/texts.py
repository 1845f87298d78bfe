"""Any JSON value as text."""

from typing import Any

import orjson


def text_of(value: Any) -> str:
    """A value as the text that is stored and shown: texts as they are, everything else as JSON; empty for None."""
    if value is None:
        return ""
    return value.strip() if isinstance(value, str) else orjson.dumps(value).decode()
