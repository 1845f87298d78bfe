"""One row of a campaign upload, checked and sorted by what its columns mean."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class UploadRow:
    """What one row says about one person in one campaign. Texts are as typed, without the space around them;
    empty ones are left out. There is at least one of `external_ids`, `emails` and `phones`.

    `row` is the line of the file on which the row begins (the header is row 1); `external_ids` are (namespace,
    value), `emails` case-folded, `phones` E.164; `contact` maps IDs of contact fields, known ones and the user's
    own, `fields` those of participation fields, and each of `products` is (name, attribute ID -> text).
    `loaded_at` is an ISO date, or an ISO time with an offset; None where the row does not tell.
    `skipped` tells in sentences which values could not be used though the row could.
    """

    row: int
    external_ids: tuple[tuple[str, str], ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    name: str = ""
    contact: dict[str, str] = field(default_factory=dict)
    status: str = ""
    stage: str = ""
    loaded_at: str | None = None
    summary: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    products: tuple[tuple[str, dict[str, str]], ...] = ()
    skipped: tuple[str, ...] = ()
