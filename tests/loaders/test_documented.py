"""docs/loaders.md names every channel, every key of a log and every field of a column."""

import re
from pathlib import Path

import pytest

from domain.conversation import CHANNELS, Conversation, Log, Message
from loaders.columns import KNOWN

DOCUMENT = (Path(__file__).resolve().parent.parent.parent / "docs" / "loaders.md").read_text(encoding="utf-8")
QUOTED = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", DOCUMENT))))


@pytest.mark.parametrize("names", [CHANNELS, Conversation.model_fields, Message.model_fields, Log.model_fields, KNOWN])
def test_every_name_is_documented(names: dict[str, object] | tuple[str, ...]) -> None:
    assert set(names) - QUOTED == set()
