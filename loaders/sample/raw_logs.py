"""The raw log behind a session: what the machines noted while people talked."""

from datetime import datetime, timedelta
from typing import Any

from loaders.sample.dialogue import Said
from loaders.sample.dice import Dice
from loaders.sample.plan import FACTS, Step
from loaders.sample.wording import iso


def raw_logs(step: Step, said: tuple[Said, ...], at: list[datetime], dice: Dice) -> list[dict[str, Any]]:
    """Log lines in the order of time, without those that a quiet system leaves out."""
    country, facts = step.person.country, FACTS[step.scenario]
    lines: list[dict[str, Any]] = []

    def note(when: datetime, level: str, event: str, **data: Any) -> None:
        lines.append({"at": iso(when, country), "level": level, "event": event, "data": data or None})

    start = at[0] if at else step.at
    note(start, "info", "session.start", channel=step.channel, locale=step.language, release=_release(step.at))
    if not said:
        note(start + timedelta(seconds=21), "warn", "session.abandoned", waited_s=21, messages=0)
        return lines
    asked, topic = False, str(facts["topic"]).replace(" ", "_").replace("'", "")
    for place, (it, when) in enumerate(zip(said, at, strict=True)):
        if it.author == "customer":
            confidence = dice.between(41, 99) / 100
            intent = dice.pick(("answer", "confirm", "question", topic)) if asked else topic
            note(when, "debug", "nlu.intent", intent=intent, confidence=confidence, language=step.language)
            if step.channel == "voice" and confidence < 0.55:
                note(when, "warn", "asr.low_confidence", confidence=confidence, alternatives=dice.between(2, 4))
            if not asked and facts["tool"]:
                _tool(note, when, str(facts["tool"]), dice)
            asked = True
        elif it.author == "agent" and place:
            latency = dice.weighted(((dice.between(420, 1900), 24), (dice.between(4100, 7800), 1)))
            level = "warn" if latency > 4000 else "debug"
            note(when, level, "llm.reply", model="fern-large", latency_ms=latency, tokens=12 + len(it.text) // 4)
        elif it.author == "system" and 0 < place < len(said) - 1:
            reason = "complaint" if facts["topic"] == "complaint" else "needs a person"
            note(when, "info", "handover.accepted", queue=step.language, reason=reason, waiting=dice.below(6))
    if not step.active:
        note(at[-1] + timedelta(seconds=2), "info", "session.end", turns=len(said), reason="closed")
    return lines


def _tool(note: Any, when: datetime, tool: str, dice: Dice) -> None:
    """A call to another system: mostly answered, sometimes after a timeout, rarely not at all."""
    moment = when + timedelta(seconds=1)
    note(moment, "info", "tool.call", tool=tool, attempt=1)
    if dice.chance(0.06):
        moment += timedelta(seconds=1)
        note(moment, "error", "tool.timeout", tool=tool, attempt=1, after_ms=1000, error="upstream did not answer")
        note(moment, "info", "tool.call", tool=tool, attempt=2)
    note(moment, "info", "tool.result", tool=tool, ok=True, took_ms=dice.between(35, 640), rows=dice.between(1, 4))


def _release(at: datetime) -> str:
    return f"{at.year % 100}.{at.month}.{at.day // 12}"
