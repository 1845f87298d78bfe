"""What the company of the sample sells: plans and devices, prices in cents of the customer's currency."""

from typing import NamedTuple


class Plan(NamedTuple):
    name: str
    speed: str
    fee: int


PLANS = (
    Plan("Start 50", "50 Mbit/s", 1990),
    Plan("Fibre 120", "120 Mbit/s", 2790),
    Plan("Fibre 300", "300 Mbit/s", 3490),
    Plan("Fibre 750", "750 Mbit/s", 4490),
    Plan("Fibre 2000", "2000 Mbit/s", 5990),
)
"""From the smallest to the largest; each is more than twice as fast as the one before."""

DEVICE_PRICES = {"FernBox 5": 7990, "FernBox 7": 12990, "FernBox mini": 5990}
