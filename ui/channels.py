"""How a channel looks: always the same small icon and colour, with its name on hover."""

from dataclasses import dataclass

from domain.conversation import CHANNELS


@dataclass(frozen=True)
class Look:
    """`path` is an SVG path in a 16 by 16 box, drawn in white on `colour`; `letters` where there is none."""

    name: str
    colour: str
    letters: str = ""
    path: str = ""


_ENVELOPE = "M3 5h10v6.5H3z M3 5l5 3.7L13 5"
_HANDSET = "M4 3.5l1.8-.3 1 2.5-1 .9c.6 1.4 1.7 2.5 3.1 3.1l.9-1 2.5 1-.3 1.8c-4.4.6-8.6-3.6-8-8z"
_GLOBE = "M8 2.8a5.2 5.2 0 100 10.4A5.2 5.2 0 008 2.8z M2.8 8h10.4 M8 2.8c-3 3-3 7.4 0 10.4 3-3 3-7.4 0-10.4z"
_BUBBLE = "M3 3.8h10v6.7H7.5L5 12.8v-2.3H3z"
_PLANE = "M2.8 7.7l10.4-4-2 9.2-3-2.3-1.6 1.7-.5-3.1 5-4.4-6.2 3.8z"

_LOOKS = {
    "web": ("#c7762f", "", _GLOBE),
    "whatsapp": ("#2f9e5c", "W", ""),
    "telegram": ("#3a96c9", "", _PLANE),
    "sms": ("#6b7785", "", _BUBBLE),
    "email": ("#4f74b3", "", _ENVELOPE),
    "voice": ("#8562a8", "", _HANDSET),
    "facebook": ("#3b62a8", "f", ""),
    "instagram": ("#b84a7d", "Ig", ""),
    "viber": ("#74569e", "V", ""),
    "signal": ("#3a62c4", "S", ""),
    "line": ("#3a9a4b", "L", ""),
    "wechat": ("#4f9d3c", "We", ""),
    "slack": ("#6d3f6d", "Sl", ""),
    "teams": ("#5a5fb0", "Te", ""),
    "discord": ("#5865c9", "D", ""),
}


def look(channel: str) -> Look:
    """The look of a channel ID, also of one the product has no icon for."""
    colour, letters, path = _LOOKS.get(channel, ("#6b7785", channel[:2].title(), ""))
    return Look(CHANNELS.get(channel, channel), colour, letters, path)


def name(channel: str) -> str:
    return CHANNELS.get(channel, channel)


def as_data(channel: str) -> dict[str, str]:
    """For a component: see `channelIcon` in components/parts.js."""
    it = look(channel)
    return {"name": it.name, "colour": it.colour, "letters": it.letters, "path": it.path}
