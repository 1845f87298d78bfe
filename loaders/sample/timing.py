"""When each message was sent: gaps as people, operators and machines leave them."""

from datetime import datetime, timedelta

from loaders.sample.dialogue import Said
from loaders.sample.dice import Dice
from loaders.sample.plan import Step

_REMIND_AFTER = 3 * 24 * 3600 + 1800
"""Seconds after which somebody who did not answer is reminded."""
_MESSENGERS = {"whatsapp", "telegram", "sms"}


def times(said: tuple[Said, ...], step: Step, dice: Dice) -> list[datetime]:
    """One time a message, from the step's beginning (of a call: when it is picked up)."""
    start, channel = step.at, step.channel
    if channel == "voice":
        return [start + timedelta(milliseconds=offset) for offset in _offsets(said, dice)]
    result, at = [], start
    for place, it in enumerate(said):
        if place:
            reminder = step.ending == "no_answer"
            at += timedelta(seconds=_REMIND_AFTER if reminder else _gap(it, said[place - 1], channel, dice))
        result.append(at)
    return result


def _offsets(said: tuple[Said, ...], dice: Dice) -> list[int]:
    """Milliseconds from the beginning of a call at which each utterance begins."""
    result, at = [], dice.between(400, 2500)
    for it in said:
        result.append(at)
        at += 600 + 62 * len(it.text) + dice.between(150, 2600)
    return result


def _gap(it: Said, before: Said, channel: str, dice: Dice) -> int:
    """Seconds since the message before."""
    if channel == "email":
        return dice.between(25 * 60, 22 * 3600)
    if it.author == "system":
        return dice.between(1, 3)
    if it.author == "operator":
        return dice.between(40, 240) if before.author == "system" else dice.between(15, 110)
    if it.author == "agent":
        return dice.between(2, 6) + len(it.text) // 60
    if channel in _MESSENGERS and dice.chance(0.07):
        return dice.between(3600, 7 * 3600)
    return dice.between(6, 40) + len(it.text) // 4 + (dice.between(0, 240) if channel in _MESSENGERS else 0)
