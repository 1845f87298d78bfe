"""A phone in any notation -> the runs of digits to look for in stored E.164 numbers."""

import re

import phonenumbers

MIN_DIGITS = 3
"""Fewer digits find nothing in a box that looks for names and IDs as well: they would be in most numbers."""
_SURE_DIGITS = 5
"""So many are looked for anywhere in a number without their leading zero; fewer only behind the country code:
the last four digits 0142 are not 142 somewhere."""
_NOTATION = re.compile(r"[\d\s+＋()（）\[\]./\-‐-―⁠·]+(?:(?:ext\.?|x)\s*\d+)?", re.IGNORECASE)


def digit_runs(text: str, region: str | None, least: int = MIN_DIGITS) -> tuple[str, ...]:
    """Runs of digits, any of which a matching number holds; none when `text` is not a phone or part of one.

    The digits as typed; without the leading zeros that stand for "abroad" or "trunk"; and as an international
    number, read in `region` where it has no country code. `least` digits must have been typed.
    """
    digits = phonenumbers.normalize_digits_only(text)
    if len(digits) < max(least, 1) or not _NOTATION.fullmatch(text.strip()):
        return ()
    bare = digits.lstrip("0")
    runs = [digits]
    if bare != digits and (len(bare) >= _SURE_DIGITS or (region is None and digits[:2] != "00")):
        runs.append(bare)
    if region and bare and digits.startswith("0") and not digits.startswith("00"):
        runs.append(f"{phonenumbers.country_code_for_region(region)}{bare}")
    dialled = "+" + digits[2:] if digits.startswith("00") else text
    try:
        number = phonenumbers.parse(dialled, region)
        runs.append(f"{number.country_code}{phonenumbers.national_significant_number(number)}")
    except phonenumbers.NumberParseException:
        pass
    return tuple(dict.fromkeys(run for run in runs if len(run) >= least))


def from_abroad(text: str) -> str | None:
    """How a number begins, with its "+", when it was typed with 00 before the country code; None otherwise."""
    digits = phonenumbers.normalize_digits_only(text)
    bare = digits.lstrip("0")
    return f"+{bare}" if digits.startswith("00") and bare and _NOTATION.fullmatch(text.strip()) else None
