"""How a session ends: its summary, its results, and what changes for the person."""

from typing import Any

from loaders.sample.dialogue import Talk
from loaders.sample.dice import Dice
from loaders.sample.plan import FACTS, Step
from loaders.sample.prices import PLANS, offered
from loaders.sample.slots import Memory
from loaders.sample.wording import Slots, filled


def summary(step: Step, done: Talk, slots: Slots, silent: bool, dice: Dice) -> str | None:
    topic = str(FACTS[step.scenario]["topic"])
    if silent:
        return f"{topic.capitalize()}: the customer stopped answering."
    text = dice.pick(FACTS[step.scenario]["endings"][step.ending]["summary"])
    if text is None:
        return None
    topics = ", ".join(dict.fromkeys(str(FACTS[scenario]["topic"]) for scenario in done.also))
    also = f" Also talked about: {topics}." if topics else ""
    return filled(text, slots, False) + also


def results(wanted: dict[str, Any], slots: Slots) -> dict[str, Any]:
    """Filled in; a value that is one slot alone keeps the slot's type."""

    def value(text: Any) -> Any:
        if not isinstance(text, str):
            return text
        slot = text[1:-1] if text.startswith("{") and text.endswith("}") else ""
        return slots[slot] if slot in slots else filled(text, slots, False)

    return {key: value(text) for key, text in wanted.items()}


def take_effect(sets: str | None, step: Step, slots: Slots, memory: Memory) -> list[dict[str, Any]]:
    """Changes what is remembered of the person; gives the products of the session: those just agreed on."""
    if sets in {"fee", "plan", "back"}:
        memory.fee = int(slots["newfee_cents"] or 0)
    if sets == "city":
        memory.city = str(slots["newcity"])
    if sets not in {"plan", "back"}:
        return []
    plan = offered(memory.plan, to_all=step.campaign is not None)
    memory.plan = PLANS.index(plan)
    since = step.at.date().isoformat()
    return [{"name": plan.name, "speed": plan.speed, "monthly fee": slots["newfee"], "ordered": since}]
