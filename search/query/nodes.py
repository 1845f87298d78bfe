"""A search as a tree: what must, may and must not be in a message, who said it, and where."""

from dataclasses import dataclass

from search.problems import Problem


@dataclass(frozen=True)
class Words:
    """Words in any order and any form; all of them must be there."""

    text: str


@dataclass(frozen=True)
class Beginning:
    """The beginning of a word, as it is written."""

    text: str


@dataclass(frozen=True)
class Typo:
    """A word as it is written, or with one letter wrong, missing, too many or changed over."""

    text: str


@dataclass(frozen=True)
class Phrase:
    """Exactly these words in this order; with `distance` in any order, moved by so many places at most."""

    text: str
    distance: int = 0


@dataclass(frozen=True)
class Said:
    """`part`, in a message by this author."""

    author: str
    part: "Node"


@dataclass(frozen=True)
class Where:
    """A fact of the message or of its communication. `field` as typed without its colon, in small letters but for the
    name in `param.NAME` and `result.NAME`; `value` as typed."""

    field: str
    value: str


@dataclass(frozen=True)
class Every:
    """All parts hold; with `any`, at least one does."""

    parts: "tuple[Node, ...]"
    any: bool = False


@dataclass(frozen=True)
class Not:
    part: "Node"


@dataclass(frozen=True)
class Turns:
    """What was said in several turns of one communication: each part in a message of its own, or in the same one as its
    neighbour where the order does not matter. `gaps[i]` stands between parts i and i + 1: (whether the second comes
    later, how many turns away at most). `places` are the messages that take part, once they have been looked up:
    (position, the numbers of the sessions as a packed bitmap); sessions too long for that: (session number, positions).
    """

    parts: "tuple[Node, ...]"
    gaps: tuple[tuple[bool, int], ...]
    places: tuple[tuple[int, str], ...] | None = None
    long_sessions: tuple[tuple[int, tuple[int, ...]], ...] = ()


Node = Words | Beginning | Typo | Phrase | Said | Where | Every | Not | Turns


@dataclass(frozen=True)
class TextQuery:
    """What a text means: `root` None asks for nothing."""

    root: Node | None = None
    problems: tuple[Problem, ...] = ()

    def __bool__(self) -> bool:
        return self.root is not None
