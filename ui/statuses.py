"""Colours of statuses. Statuses are the users' own words; common ones get a tone, any other stays grey."""

_TONES = {
    "going": ("active", "in progress", "running", "open", "started", "contacted"),
    "good": ("completed", "complete", "done", "closed", "success", "successful", "won", "finished"),
    "bad": ("failed", "error", "rejected", "lost", "unreachable", "cancelled", "canceled"),
}
_TONE_OF = {word: tone for tone, words in _TONES.items() for word in words}


def tone(status: str) -> str:
    """ "going", "good", "bad" or "" for the class of a pill."""
    return _TONE_OF.get(status.strip().casefold(), "")


def as_data(status: str) -> dict[str, str]:
    return {"text": status, "tone": tone(status)}
