"""A customer's summary in one campaign: the upload's own, else a few sentences taken from what was said.

Nothing is sent anywhere and nothing is downloaded: sentences are found by ICU and chosen by TextRank (sumy), in any
language. The same texts always give the same extract.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from icu4py.breakers import SentenceBreaker, WordBreaker

from domain.access import Principal
from engine import Engine
from search import ask
from search.chat import ORDER
from search.names import author_title
from search.people import living

SENTENCES = 3
MAX_SENTENCE = 300
"""Characters of one sentence that are shown; the rest is an ellipsis."""
_SESSIONS, _MESSAGES = 50, 200
_RANKED = 150
"""As many sentences are compared with each other, the newest: 0.2 s on one core."""
_FEWEST_WORDS = 4
_EVERYWHERE = 0.6
"""A third is too little: the word for what a whole campaign is about must go on counting."""
_AUTHORS = ["customer", "agent", "operator"]
_LOCALE = "en@ss=standard"  # its rules hold for every script; "Mr." ends no sentence


@dataclass(frozen=True)
class Summary:
    """`text` is plain text, "" when there is nothing to sum up. `by` is "upload" (then it is not generated), "extract",
    or the name of the model that wrote it; `note` is a sentence for people, if there is something to say about it."""

    text: str
    generated: bool
    by: str
    note: str = ""


@dataclass(frozen=True)
class Material:
    """What a summary is made of. `own` is the upload's; `texts` are summaries of communications, or what was said with
    who said it, oldest first."""

    customer_id: str
    own: str
    texts: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    """Who said each of the texts; empty when they are summaries."""


def campaign_summary(engine: Engine, principal: Principal, customer_id: str, campaign_id: str) -> Summary:
    """The upload's own summary, else an extract. Raises NotFound when there is no such customer."""
    return summary_of(read_material(engine, principal, customer_id, campaign_id))


def summary_of(material: Material, note: str = "") -> Summary:
    """Without asking anybody: the upload's own, else an extract."""
    if material.own:
        return Summary(material.own, False, "upload")
    return Summary(extract(material.texts, material.speakers), True, "extract", note)


def read_material(engine: Engine, principal: Principal, customer_id: str, campaign_id: str) -> Material:
    """Of the newest 50 communications, or where none of them has a summary, the newest 200 messages."""
    found = living(engine, principal, customer_id)
    participations = found.source.get("participations") or ()
    own = next((p.get("summary") for p in participations if p["campaign_id"] == campaign_id), None)
    if own and own.strip():
        return Material(found.customer_id, own.strip())
    whose: list[dict[str, Any]] = [{"terms": {"customer_id": list(found.ids)}}, {"term": {"campaign_id": campaign_id}}]
    sessions, messages = ask.multi_search(
        engine, principal, [("sessions", _sessions_body(whose)), ("messages", _messages_body(whose))]
    )
    summaries = [hit["_source"]["summary"].strip() for hit in reversed(sessions["hits"]["hits"])]
    if any(summaries):
        return Material(found.customer_id, "", tuple(filter(None, summaries)))
    said = [hit["_source"] for hit in reversed(messages["hits"]["hits"]) if hit["_source"]["text"].strip()]
    return Material(
        found.customer_id,
        "",
        tuple(message["text"].strip() for message in said),
        tuple(author_title(message["author"]) for message in said),
    )


def _sessions_body(whose: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "query": {"bool": {"filter": [*whose, {"exists": {"field": "summary"}}]}},
        "sort": [{"session_at": {"order": "desc"}}, {"session_id": {"order": "desc"}}],
        "size": _SESSIONS,
        "track_total_hits": False,
        "_source": ["summary"],
    }


def _messages_body(whose: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "query": {"bool": {"filter": [*whose, {"terms": {"author": _AUTHORS}}]}},
        "sort": [{name: {"order": "desc"}} for name in ORDER],
        "size": _MESSAGES,
        "track_total_hits": False,
        "_source": ["text", "author"],
    }


def extract(texts: Sequence[str], speakers: Sequence[str] = ()) -> str:
    """At most three of the texts' sentences, in their order; those of messages with who says them."""
    found: dict[str, str] = {}
    for number, text in enumerate(texts):
        for sentence in sentences(text):
            found[sentence] = speakers[number] if speakers else ""
    chosen = list(found)
    if len(chosen) > SENTENCES:
        chosen = _most_telling(chosen)
    told, speaking = [], ""
    for sentence in chosen:
        who = found[sentence]
        told.append(f"{who}: {_cut(sentence)}" if who and who != speaking else _cut(sentence))
        speaking = who
    return " ".join(told)


def sentences(text: str) -> list[str]:
    """The sentences of a text in any language, without the space around them; a line's end ends one, too."""
    found = (" ".join(one.split()) for line in text.splitlines() for one in SentenceBreaker(line, _LOCALE))
    return [one for one in found if one]


def words(sentence: str) -> tuple[str, ...]:
    """The words of a sentence, case-folded; also where a script puts no space between them."""
    return tuple(word.casefold() for word in WordBreaker(sentence, _LOCALE) if any(c.isalnum() for c in word))


def _most_telling(of: Sequence[str]) -> list[str]:
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence  # half a second, so not on start-up
    from sumy.summarizers.text_rank import TextRankSummarizer

    tokenizer = _Tokenizer()
    longer = [one for one in of if len(words(one)) >= _FEWEST_WORDS]
    ranked = (longer if len(longer) > SENTENCES else list(of))[-_RANKED:]
    summarizer = TextRankSummarizer()
    summarizer.stop_words = _everywhere(ranked)
    document = ObjectDocumentModel([Paragraph(Sentence(one, tokenizer) for one in ranked)])
    return [str(one) for one in summarizer(document, SENTENCES)]


class _Tokenizer:
    """What sumy asks for."""

    to_words = staticmethod(words)


def _everywhere(of: Iterable[str]) -> frozenset[str]:
    """Words that stand in most sentences tell nothing about one: any language's "the"."""
    each = [set(words(sentence)) for sentence in of]
    counts = Counter(word for one in each for word in one)
    return frozenset(word for word, count in counts.items() if count > _EVERYWHERE * len(each))


def _cut(sentence: str) -> str:
    return sentence if len(sentence) <= MAX_SENTENCE else sentence[: MAX_SENTENCE - 1].rstrip() + "…"
