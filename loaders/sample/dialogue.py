"""The words of a session: scripts, greetings and goodbyes put together as the channel wants it."""

from dataclasses import dataclass, replace

from loaders.sample.dice import Dice
from loaders.sample.plan import FACTS, Step
from loaders.sample.scripts import Book, Line, book
from loaders.sample.slots import Memory, slots_of
from loaders.sample.wording import Slots, after_comma, filled, say, spoken

_SPEAKERS = {"c": "customer", "a": "agent", "o": "operator", "s": "system"}
_OPERATOR_SHARE = {"voice": 0.45, "email": 0.6, "web": 0.1, "whatsapp": 0.08, "telegram": 0.08, "sms": 0.0}
"""How often a person answers from the start."""
_CAPITAL_AFTER_GREETING = {"en", "es", "fr", "tr"}
_NO_MORE = {"thanks", "wrong_number", "angry", "sms_reminder", "human"}
"""Scenarios after which nothing else is talked about."""
_NO_GOODBYE = {"thanks", "angry"}


@dataclass(frozen=True)
class Said:
    """`author` as in the native log; `subject` for e-mails."""

    author: str
    text: str
    subject: str | None = None


@dataclass(frozen=True)
class Talk:
    said: tuple[Said, ...]
    operator: str | None
    """Who of the staff took part."""
    also: tuple[str, ...] = ()
    """The scenarios that were talked about after the first."""


def talk(step: Step, slots: Slots, memory: Memory, dice: Dice) -> Talk:
    """All that is said in the session."""
    script = book(step.language).scripts[step.scenario]
    lines = script.endings[step.ending]
    hands_over = any(line.who == ">>" for line in lines)
    by_operator = not hands_over and not step.campaign and dice.chance(_OPERATOR_SHARE[step.channel])
    operator = str(slots["op"]) if hands_over or by_operator else None
    said = _perform(lines, step, slots, dice)
    also: tuple[str, ...] = ()
    if step.channel == "email":
        writer = slots["op"] if by_operator else "Fern"
        said = _letters(said, script.subjects, step, {**slots, "who": writer}, dice)
    elif not step.campaign and step.scenario != "sms_reminder":
        said = _greeted(said, step, slots, by_operator, dice)
        for topic in _more_topics(step, dice):
            also = (*also, topic)
            said += _more(step, topic, memory, dice)
        if also or (step.scenario not in _NO_GOODBYE and dice.chance(0.5)):
            said += _goodbye(step, slots, dice)
    if operator:
        said = _by_operator(said, from_start=by_operator)
    if step.channel == "voice":
        said = [replace(it, text=spoken(it.text)) for it in said]
    return Talk(tuple(said), operator, also)


def _perform(lines: tuple[Line, ...], step: Step, slots: Slots, dice: Dice) -> list[Said]:
    keep = [dice.chance(0.5) for _ in range(1 + max((line.optional for line in lines), default=0))]
    said = []
    for line in lines:
        if line.optional and not keep[line.optional]:
            continue
        if line.who == ">>":
            said.append(_phrase("handover", "system", step, slots, dice))
            continue
        text = say(line.variants, slots, step.person.female, dice)
        if text is not None:
            said.append(Said(_SPEAKERS[line.who], text))
    return said


def _phrase(name: str, author: str, step: Step, slots: Slots, dice: Dice) -> Said:
    text = say(book(step.language).phrases[name], slots, step.person.female, dice)
    assert text is not None, f"every @{name} in {step.language} needs a slot that is not known"
    return Said(author, text)


def _greeted(said: list[Said], step: Step, slots: Slots, by_operator: bool, dice: Dice) -> list[Said]:
    """Either the staff say hello first, or the customer does so in the first message."""
    if step.channel == "voice" or (step.channel == "web" and dice.chance(0.45)):
        hello = "hello_operator" if by_operator else "hello_agent"
        return [_phrase(hello, "agent", step, slots, dice), *said]
    if dice.chance(0.3):
        return said
    hello = _phrase("hello_customer", "customer", step, slots, dice).text
    return [Said("customer", _joined(hello, said[0].text, step.language)), *said[1:]]


def _joined(hello: str, text: str, language: str) -> str:
    rest = after_comma(text) if hello.endswith(",") else text
    return hello + ("" if language == "ja" else " ") + rest


def _more_topics(step: Step, dice: Dice) -> list[str]:
    """Up to two small things that need no operator and change nothing for later sessions; mostly none."""
    scripts = book(step.language).scripts
    names: list[str] = [
        name
        for name in ("outage", "visit", "callback", "login", "invoice_question", "delivery_late", "data_request")
        if name in scripts and name != step.scenario and step.channel in FACTS[name]["channels"].split()
    ]
    if step.scenario in _NO_MORE:
        return []
    return dice.shuffled(names)[: dice.weighted(((0, 70), (1, 21), (2, 9)))]


def _more(step: Step, scenario: str, memory: Memory, dice: Dice) -> list[Said]:
    slots = slots_of(step, scenario, replace(memory), dice)
    endings = book(step.language).scripts[scenario].endings
    calm = [lines for lines in endings.values() if not any(line.who == ">>" for line in lines)]
    said = _perform(dice.pick(calm), step, slots, dice)
    bridge = _phrase("more", "customer", step, slots, dice).text
    question = _phrase("else", "agent", step, slots, dice)
    return [question, Said("customer", _joined(bridge, said[0].text, step.language)), *said[1:]]


def _goodbye(step: Step, slots: Slots, dice: Dice) -> list[Said]:
    order = (("else", "agent"), ("no", "customer"), ("bye", "agent"))
    return [_phrase(name, author, step, slots, dice) for name, author in order]


def _by_operator(said: list[Said], from_start: bool) -> list[Said]:
    """From the hand-over on, what the agent would say is said by the operator."""
    taken, result = from_start, []
    for it in said:
        taken = taken or it.author == "system"
        result.append(replace(it, author="operator") if taken and it.author == "agent" else it)
    return result


def _letters(said: list[Said], subjects: tuple[str, ...], step: Step, slots: Slots, dice: Dice) -> list[Said]:
    """Greeting, body and signature of each e-mail; answers carry the subject on."""
    words, female = book(step.language), step.person.female
    subject = say(subjects, slots, female, dice)
    letters = []
    for place, it in enumerate(said):
        ours = it.author != "customer"
        hellos = words.phrases["mail_dear_customer" if ours else "mail_dear"]
        dear = say(hellos if ours or not place else hellos[:1], slots, female, dice)
        bye = say(words.phrases["mail_bye_agent" if ours else "mail_bye"], slots, female, dice)
        reply = ("AW: " if step.language == "de" else "Re: ") if place else ""
        letters.append(Said(it.author, _letter(dear, it.text, bye, words), f"{reply}{subject}"))
    return letters


def _letter(dear: str | None, body: str, bye: str | None, words: Book) -> str:
    starts_big = words.language in _CAPITAL_AFTER_GREETING or (dear or "").endswith((".", "!", ":"))
    text = body[0].upper() + body[1:] if starts_big or dear is None else body
    return "\n\n".join(part for part in (dear, text, bye) if part)


def closing_note(step: Step) -> Said:
    """What the system writes when a customer has stopped answering."""
    return Said("system", filled(book(step.language).phrases["closed"][0], {}, False))
