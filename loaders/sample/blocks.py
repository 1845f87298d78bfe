"""What a session says about who its customer is."""

from loaders.sample.dice import Dice
from loaders.sample.plan import Step


def customer_block(step: Step, dice: Dice) -> dict[str, str]:
    """What the channel knows about the customer: the first session all, later ones what they need."""
    person = step.person
    known: dict[str, str | None] = {"external_id": person.external_id, "phone": person.phone, "email": person.email}
    by_phone = step.channel in {"whatsapp", "telegram", "sms", "voice"}
    if not step.first:
        own = "phone" if by_phone else "email"
        strong = person.shares_phone or not known[own] or dice.chance(0.45)
        known = {
            key: value for key, value in known.items() if key == own or (strong and key in ("external_id", "email"))
        }
        if not any(known.values()):
            known = {"phone": person.phone}
    name = person.name
    if not step.first and not person.shares_phone:
        name = dice.weighted(((person.name, 6), (person.first, 1), (None, 2)))
    known["name"] = name
    if step.first or dice.chance(0.2):
        known |= {"language": person.language, "city": person.city if step.first else None, "company": person.company}
    return {key: value for key, value in known.items() if value}


def address(step: Step) -> str | None:
    if step.channel == "web":
        return None
    return step.person.email if step.channel == "email" else step.person.phone
