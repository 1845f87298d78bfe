"""One step of the plan -> one communication in the native log format."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from loaders.sample.blocks import address, customer_block
from loaders.sample.dialogue import Said, Talk, closing_note, talk
from loaders.sample.dice import Dice
from loaders.sample.outcome import results, summary, take_effect
from loaders.sample.plan import FACTS, NOW, Step
from loaders.sample.prices import PLANS
from loaders.sample.raw_logs import raw_logs
from loaders.sample.scripts import table
from loaders.sample.shapes import Shape, shape_of, without
from loaders.sample.slots import Memory, slots_of
from loaders.sample.timing import times
from loaders.sample.wording import iso

_AGENTS = {agent["id"]: agent["name"] for agent in table("agents")}


def session(step: Step, number: int, memory: Memory) -> dict[str, Any]:
    """The communication; `memory` is brought up to date with its outcome."""
    dice = Dice(f"session {step.person.number} {step.at.isoformat()}")
    slots = slots_of(step, step.scenario, memory, dice)
    shape = shape_of(step, dice)
    done, silent = _played(step, shape, talk(step, slots, memory, dice), dice)
    said = done.said
    at = times(said, step, dice)
    if said and at[-1] > NOW and not step.active:
        at = [when - (at[-1] - NOW) - timedelta(minutes=20) for when in at]
    elif said:
        said = tuple(it for it, when in zip(said, at, strict=True) if when <= NOW)
        at = at[: len(said)]
    finished = not (silent or step.active or shape.no_messages)
    facts = FACTS[step.scenario]
    ending = facts["endings"][step.ending]
    country = step.person.country
    data = {
        "session_id": f"sample-{number:04d}",
        "campaign": step.campaign,
        "channel": step.channel,
        "agent": {"id": facts["agent"], "name": _AGENTS[facts["agent"]]},
        "responsible": _responsible(step, done, facts["agent"]),
        "customer": customer_block(step, dice),
        "customer_address": address(step),
        "status": "active" if step.active else "closed",
        "started_at": iso(at[0] if at else step.at, country),
        "ended_at": None if step.active else iso((at[-1] if at else step.at) + timedelta(seconds=24), country),
        "summary": summary(step, done, slots, silent, dice) if finished or silent else None,
        "parameters": _parameters(step, memory, dice),
        "results": results(ending["results"], slots) if finished else {},
        "messages": _messages(step, said, at, done.operator, dice),
        "logs": raw_logs(step, said, at, dice),
        "products": [],
    }
    if finished:
        data["products"] = take_effect(ending.get("sets"), step, slots, memory)
    return without(data, shape)


def _played(step: Step, shape: Shape, whole: Talk, dice: Dice) -> tuple[Talk, bool]:
    """The talk as far as it got, and whether the customer fell silent before the end."""
    said = whole.said
    if shape.no_messages:
        return replace(whole, said=(), operator=None, also=()), False
    handed = next((place for place, it in enumerate(said) if it.author == "system"), len(said))
    if step.active and len(said) > 3:
        cut = dice.between(2, min(len(said) - 1, 9))
        return replace(whole, said=said[:cut], operator=whole.operator if handed < cut else None, also=()), False
    stops = [place + 1 for place in range(1, min(handed - 1, len(said) - 2)) if said[place].author == "agent"]
    if stops and not step.campaign and step.channel in {"web", "whatsapp", "telegram"} and dice.chance(0.07):
        left = said[: dice.pick(stops)]
        note: tuple[Said, ...] = (closing_note(step),) if dice.chance(0.5) else ()
        return replace(whole, said=(*left, *note), operator=None, also=()), True
    return whole, False


def _responsible(step: Step, done: Talk, agent: str) -> dict[str, str]:
    if done.operator:
        return {"type": "operator", "name": done.operator}
    return {"type": "ai", "name": _AGENTS[agent]}


def _parameters(step: Step, memory: Memory, dice: Dice) -> dict[str, Any]:
    today = iso(step.at, step.person.country)[:10]
    found: dict[str, Any] = {"language": step.language, "date": today, "channel": step.channel}
    if step.campaign:
        found |= {
            "campaign_stage": dice.pick(("first contact", "reminder")),
            "list": f"{step.at:%Y-%m}-{step.language}",
        }
    else:
        entry = {"web": ("help page", "account", "home page"), "voice": ("hotline",)}.get(step.channel, ("direct",))
        found["entry"] = dice.pick(entry)
    if step.person.name:
        found |= {"plan": PLANS[memory.plan].name, "known_customer": True}
    if dice.chance(0.3):
        found["test_group"] = dice.pick(("A", "B"))
    return found


def _messages(
    step: Step, said: tuple[Said, ...], at: list[datetime], operator: str | None, dice: Dice
) -> list[dict[str, Any]]:
    named, with_ids = dice.chance(0.6), dice.chance(0.3)
    is_call = step.channel == "voice"
    with_times = not is_call or dice.chance(0.6)
    names = {"operator": operator, "customer": step.person.name if named else None, "agent": "Fern" if named else None}
    messages = []
    for it, when in zip(said, at, strict=True):
        message: dict[str, Any] = {"id": f"m{dice.digits(9)}"} if with_ids else {}
        message["at"] = iso(when, step.person.country) if with_times else None
        if is_call:
            message["offset_ms"] = (when - step.at) // timedelta(milliseconds=1)
        message |= {"author": it.author, "name": names.get(it.author), "text": it.text, "subject": it.subject}
        messages.append({key: value for key, value in message.items() if value is not None or key == "at"})
    return messages
