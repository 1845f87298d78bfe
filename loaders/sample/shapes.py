"""The gaps that real logs have: no parameters, no times, no names, no summary, no message at all."""

from dataclasses import dataclass
from typing import Any

from loaders.sample.dice import Dice
from loaders.sample.plan import Step


@dataclass(frozen=True)
class Shape:
    """What one session lacks."""

    no_parameters: bool
    no_results: bool
    no_times: bool
    no_names: bool
    no_summary: bool
    no_messages: bool
    no_logs: bool
    no_agent: bool
    one_time_missing: bool


def shape_of(step: Step, dice: Dice) -> Shape:
    old = dice.chance(0.02) and not step.active
    return Shape(
        no_parameters=dice.chance(0.07),
        no_results=dice.chance(0.08),
        no_times=old,
        no_names=old or dice.chance(0.1),
        no_summary=dice.chance(0.1),
        no_messages=dice.chance(0.04) and step.channel in {"voice", "web"} and not (step.active or step.campaign),
        no_logs=old or dice.chance(0.06),
        no_agent=dice.chance(0.015),
        one_time_missing=dice.chance(0.01),
    )


def without(data: dict[str, Any], shape: Shape) -> dict[str, Any]:
    """The communication without what its shape lacks. Keys that hold nothing are left out, but for those that the
    format says may be null."""
    messages, logs = data["messages"], data["logs"]
    if shape.no_times:
        data |= {"started_at": None, "ended_at": None}
        messages = [{key: value for key, value in message.items() if key != "at"} for message in messages]
    if shape.no_names:
        messages = [{key: value for key, value in message.items() if key != "name"} for message in messages]
        data["responsible"] = {"type": data["responsible"]["type"]}
    if shape.one_time_missing and len(messages) > 2:
        messages[1]["at"] = None
    if shape.no_agent:
        data |= {"agent": None, "responsible": None}
    data |= {"messages": messages, "logs": [] if shape.no_logs else logs}
    data |= {"parameters": {} if shape.no_parameters else data["parameters"]}
    data |= {"results": {} if shape.no_results else data["results"]}
    data["summary"] = None if shape.no_summary else data["summary"]
    may_be_null = {"campaign", "started_at", "ended_at"}
    return {key: value for key, value in data.items() if value not in (None, [], {}) or key in may_be_null}
