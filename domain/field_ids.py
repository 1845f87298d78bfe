"""IDs of users' own fields, made from the titles that people gave them."""

import hashlib
import re
import unicodedata

MAX_LENGTH = 60


def field_id(title: str) -> str:
    """A stable ID in a-z, 0-9 and _ that begins with a letter or digit.

    Titles that lose something beyond case, accents and punctuation get a short hash of the title, so that two
    titles in another script stay two fields.
    """
    folded = " ".join(unicodedata.normalize("NFKC", title).casefold().split())
    plain = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    slug = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    lossless = len(slug) <= MAX_LENGTH and slug and not re.search(r"[^\W_a-z0-9]", plain)
    if lossless:
        return slug
    digest = hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{slug[: MAX_LENGTH - 9].strip('_')}_{digest}".lstrip("_")
