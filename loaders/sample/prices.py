"""What the company of the sample sells: plans and devices, prices in cents of the customer's currency."""

from typing import NamedTuple


class Plan(NamedTuple):
    name: str
    speed: str
    fee: int


PLANS = (
    Plan("Start 50", "50 Mbit/s", 1990),
    Plan("Home 120", "120 Mbit/s", 2790),
    Plan("Fibre 300", "300 Mbit/s", 3490),
    Plan("Fibre 750", "750 Mbit/s", 4490),
    Plan("Fibre 2000", "2000 Mbit/s", 5990),
)
"""From the smallest to the largest; each is more than twice as fast as the one before."""

FIRST_FIBRE = 2


def offered(plan: int, to_all: bool) -> Plan:
    """What somebody with that plan is offered: the next one, or at least fibre when it is offered `to_all`."""
    better = max(plan + 1, FIRST_FIBRE) if to_all else plan + 1
    return PLANS[min(better, len(PLANS) - 1)]


DEVICE_PRICES = {"FernBox 5": 7990, "FernBox 7": 12990, "FernBox mini": 5990, "FernTV Box": 6990, "FernMesh Box": 8990}
