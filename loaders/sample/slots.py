"""What is known when a session begins: the values that its texts, summary and results are filled with."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from loaders.sample.dice import Dice
from loaders.sample.people import Person
from loaders.sample.plan import FACTS, Step
from loaders.sample.prices import DEVICE_PRICES, PLANS, offered
from loaders.sample.scripts import book, table
from loaders.sample.wording import day, money, zone

_PEOPLE = table("people")
_TECHNICIANS = ("Marek", "Sam", "Luis", "Yusuf", "Anton")


@dataclass
class Memory:
    """What a person's sessions change for those that follow."""

    plan: int
    fee: int
    city: str
    appointment: tuple[date, int] | None = None

    @classmethod
    def of(cls, person: Person) -> "Memory":
        return cls(person.plan, PLANS[person.plan].fee, person.city)


def slots_of(step: Step, scenario: str, memory: Memory, dice: Dice) -> dict[str, str | int | None]:
    """The slots of one scenario; what the person has not got (a name, an e-mail) is None."""
    person = step.person
    local = step.at.astimezone(zone(person.country, step.at))
    new = offered(memory.plan, to_all=step.campaign is not None)
    discount = dice.pick((10, 15, 20, 25))
    by_discount = FACTS[scenario].get("price") == "discount"
    new_fee = memory.fee * (100 - discount) // 1000 * 10 if by_discount else new.fee
    device = dice.pick(tuple(DEVICE_PRICES)) if scenario in {"delivery_late", "refund"} else person.device
    amount = DEVICE_PRICES[device]
    if FACTS[scenario].get("amount") == "invoice":
        amount = memory.fee + dice.pick((1500, 2490, 3900, 4900))
    when, hour = _appointment(scenario, local, memory, dice)
    spoken = book(step.language)
    cities = [city for country, city in _PEOPLE["homes"][person.language] if city != memory.city] or ["York"]
    weekday = spoken.phrases["days"][when.weekday()]
    operator = dice.pick(_PEOPLE["operators"][step.language])

    def price(cents: int) -> str:
        return money(cents, person.country, step.language)

    return {
        "first": person.first,
        "last": person.last,
        "name": person.name,
        "phone": person.phone,
        "email": person.email,
        "city": memory.city,
        "newcity": dice.pick(cities),
        "street": dice.pick(_PEOPLE["streets"][person.country]),
        "device": device,
        "plan": PLANS[memory.plan].name,
        "fee": price(memory.fee),
        "newplan": new.name,
        "newfee": price(new_fee),
        "newfee_cents": new_fee,
        "speed": new.speed,
        "diff": price(max(new.fee - memory.fee, 100)),
        "discount": discount,
        "amount": price(amount),
        "small": price(dice.pick((490, 750, 990, 1490))),
        "order": f"FL-{dice.digits(5)}",
        "rt": dice.digits(6),
        "ticket": f"T-{dice.digits(5)}",
        "invoice": f"{local.year}-{local.month:02d}-{dice.digits(4)}",
        "serial": f"{dice.digits(2)}K{dice.digits(2)}-{dice.digits(4)}",
        "date": day(when, spoken),
        "iso": when.isoformat(),
        "On_day": weekday[0].upper() + weekday[1:],
        "on_day": weekday,
        "from": f"{hour}:00",
        "to": f"{hour + 2}:00",
        "tech": dice.pick(_TECHNICIANS),
        "op": operator,
        "opfirst": operator.split()[-1 if step.language == "ja" else 0],
        "who": operator,
        "low": dice.between(0, 4),
        "mid": dice.between(6, 8),
        "high": dice.between(9, 10),
    }


def _appointment(scenario: str, local: datetime, memory: Memory, dice: Dice) -> tuple[date, int]:
    """A working day to come and the hour: for a reminder the ones that were agreed."""
    when, hour = local.date() + timedelta(days=dice.between(5, 9)), dice.pick((8, 10, 12, 14))
    if scenario == "sms_reminder" and memory.appointment:
        return memory.appointment
    if scenario in {"delivery_late", "warranty", "outage", "angry"}:
        when = local.date() + timedelta(days=dice.between(1, 3))
    if when.weekday() >= 5:
        when += timedelta(days=7 - when.weekday())
    if FACTS[scenario].get("price") == "discount":
        when = (local.replace(day=1) + timedelta(days=62)).date().replace(day=1) - timedelta(days=1)
    if scenario == "visit":
        memory.appointment = (when, hour)
    return when, hour
