"""A phone in any notation -> the runs of digits to look for in stored E.164 numbers."""

import re

import phonenumbers

MIN_DIGITS = 3
"""Fewer digits find nothing: they would be in most numbers."""
_NOTATION = re.compile(r"[\d\s+＋()（）\[\]./\-‐-―⁠·]+(?:(?:ext\.?|x)\s*\d+)?", re.IGNORECASE)


def digit_runs(text: str, region: str | None) -> tuple[str, ...]:
    """Runs of digits, any of which a matching number holds; none when `text` is not a phone or part of one.

    The digits as typed; without the leading zeros that stand for "abroad" or "trunk"; and as an international
    number, read in `region` where it has no country code.
    """
    digits = phonenumbers.normalize_digits_only(text)
    if len(digits) < MIN_DIGITS or not _NOTATION.fullmatch(text.strip()):
        return ()
    runs = [digits, digits.lstrip("0")]
    dialled = "+" + digits[2:] if digits.startswith("00") else text
    try:
        number = phonenumbers.parse(dialled, region)
        runs.append(f"{number.country_code}{phonenumbers.national_significant_number(number)}")
    except phonenumbers.NumberParseException:
        pass
    return tuple(dict.fromkeys(run for run in runs if len(run) >= MIN_DIGITS))
