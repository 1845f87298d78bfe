"""A search as English sentences, one for each part, so that people see what was understood."""

from datetime import date

from domain.conversation import CHANNELS
from search.query.nodes import Beginning, Every, Node, Not, Phrase, Said, TextQuery, Turns, Typo, Where, Words
from search.query.values import channel_of, days

_AUTHORS = {"customer": "the customer", "agent": "an AI agent", "operator": "an operator", "system": "the system"}
_HAS = {"results": "results", "audio": "a recording"}
_DAYS = {"on": "sent", "before": "sent before", "after": "sent after"}


def sentences(query: TextQuery) -> tuple[str, ...]:
    """One for each part that must hold, in order; none for a search of nothing."""
    if query.root is None:
        return ()
    parts = query.root.parts if isinstance(query.root, Every) and not query.root.any else (query.root,)
    return tuple(_sentence(part) for part in parts)


def is_plain(query: TextQuery) -> bool:
    """Whether it is nothing but words and phrases, which need no explanation."""
    parts = query.root.parts if isinstance(query.root, Every) and not query.root.any else (query.root,)
    return all(isinstance(part, Words) or (isinstance(part, Phrase) and not part.distance) for part in parts if part)


def _sentence(node: Node) -> str:
    match node:
        case Words(text):
            return f"{_several(text, 'the word', 'all of the words')} {text}"
        case Beginning(text):
            return f"a word that begins with {text}"
        case Typo(text):
            return f"{text}, or with one letter off"
        case Phrase(text, 0):
            return f"exactly “{text}”"
        case Phrase(text, distance):
            return f"“{text}” within {distance} {'place' if distance == 1 else 'places'}"
        case Said(author, part):
            return f"said by {_AUTHORS[author]}: {_sentence(part)}"
        case Not(part):
            return f"not {_within(part)}"
        case Every(parts, True):
            return " or ".join(_within(part) for part in parts)
        case Every(parts):
            return " and ".join(_within(part) for part in parts)
        case Turns(parts, gaps):
            told = _within(parts[0])
            for part, (later, distance) in zip(parts[1:], gaps, strict=True):
                turns = f"{distance} {'turn' if distance == 1 else 'turns'}"
                told += f", then within {turns} {_within(part)}" if later else f", within {turns} of {_within(part)}"
            return told
        case Where(field, value):
            return _fact(field, value)


def _within(node: Node) -> str:
    """As a part of another sentence: in brackets where its own parts would run into that one's."""
    told = _sentence(node)
    return f"({told})" if isinstance(node, Every | Turns) else told


def _several(text: str, one: str, more: str) -> str:
    return more if len(text.split()) > 1 else one


def _fact(field: str, value: str) -> str:
    group, dot, name = field.partition(".")
    if dot:
        what = "parameter" if group == "param" else "result"
        return f"with any {what} {name}" if value == "*" else f"with the {what} {name} being {value}"
    if field in _DAYS:
        span = days(value)
        return f"{_DAYS[field]} {_span(*span)}" if span else f"{_DAYS[field]} {value}"
    facts = {
        "in": f"in the campaign {value}",
        "channel": f"by {CHANNELS.get(channel_of(value) or '', value)}",
        "by": f"handled by {value}",
        "has": f"in a conversation with {_HAS.get(value.casefold(), value)}",
        "is": "in a conversation that " + ("goes on" if value.casefold() == "active" else "has ended"),
    }
    return facts[field]


def _span(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()} to {last.isoformat()}"
