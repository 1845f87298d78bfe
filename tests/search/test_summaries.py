"""A customer's summary in a campaign: the upload's own, else a short extract that any language gets."""

import subprocess
import sys

import pytest

from domain.access import LOCAL
from domain.errors import NotFound
from search.summaries import MAX_SENTENCE, SENTENCES, Summary, campaign_summary, extract, sentences, words
from tests.search.conftest import message, session


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Smith called. He was angry!", ["Mr. Smith called.", "He was angry!"]),
        ("one\n  two  three \n\n", ["one", "two three"]),
        ("今日は天気がいい。明日は雨です。", ["今日は天気がいい。", "明日は雨です。"]),
        ("هل وصل الطلب؟ نعم وصل.", ["هل وصل الطلب؟", "نعم وصل."]),
        ("", []),
    ],
)
def test_sentences_of_any_language(text, expected):
    assert sentences(text) == expected


def test_words_of_any_language():
    assert words("Don't PANIC, 42!") == ("don't", "panic", "42")
    assert words("天気がいい") == ("天気", "が", "いい")


def test_little_is_told_whole():
    assert extract(["Booked a room.", "Asked for a late checkout."]) == "Booked a room. Asked for a late checkout."
    assert extract([]) == ""


TEXTS = [
    "The customer asked about the gold plan and its price.",
    "Nice weather today, he said, and laughed for a while.",
    "The customer wants the gold plan if the price falls.",
    "A parrot was heard in the background of this call.",
    "The price of the gold plan was lowered for the customer.",
    "He spoke of his uncle in Norway at great length again.",
    "The customer bought the gold plan at the lowered price.",
]


def test_much_becomes_the_few_sentences_that_most_others_share_words_with():
    told = extract(TEXTS)
    assert told == " ".join([TEXTS[0], TEXTS[4], TEXTS[6]])
    assert extract(TEXTS) == told


def test_the_same_texts_give_the_same_extract_in_any_process():
    program = f"from search.summaries import extract; print(extract({TEXTS * 3 + ['x y z w']!r}))"
    told = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_long_sentences_are_cut_and_say_so():
    [told] = {extract(["word " * 500] * 9)}
    assert len(told) <= MAX_SENTENCE
    assert told.endswith("…")


def test_what_starts_the_app_does_not_bring_the_summariser_along():
    program = "import sys, search.summaries; assert 'sumy' not in sys.modules and 'nltk' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True)


# ---- from the index


@pytest.fixture(scope="module", autouse=True)
def world(put):
    campaigns = [{"campaign_id": "own", "summary": " Wants a call. "}]
    campaigns += [{"campaign_id": one} for one in ("summed", "said", "silent")]
    put("customers", {"anna": {"customer_id": "anna", "participations": campaigns}, "bea": {"customer_id": "bea"}})
    put(
        "sessions",
        {
            "s1": session("s1", campaign_id="summed", summary="Asked for a refund.", session_at=2),
            "s0": session("s0", campaign_id="summed", summary="Ordered a kettle.", session_at=1),
            "s2": session("s2", campaign_id="summed", session_at=3),
            "s3": session("s3", campaign_id="said"),
            "s4": session("s4", campaign_id="own", summary="Not this."),
            "b": session("b", "bea", campaign_id="summed", summary="Somebody else's."),
        },
    )
    said = [("customer", "Where is it?"), ("agent", "On its way."), ("agent", "Tomorrow."), ("system", "bot joined")]
    put(
        "messages",
        {f"s3:{i}": message("s3", i, text, campaign_id="said", author=author) for i, (author, text) in enumerate(said)}
        | {"s1:0": message("s1", 0, "Not this either.", campaign_id="summed")},
    )


@pytest.mark.parametrize(
    ("campaign", "expected"),
    [
        ("own", Summary("Wants a call.", False, "upload")),
        ("summed", Summary("Ordered a kettle. Asked for a refund.", True, "extract")),
        ("said", Summary("Customer: Where is it? Agent: On its way. Tomorrow.", True, "extract")),
        ("silent", Summary("", True, "extract")),
    ],
)
def test_where_a_summary_comes_from(stored, campaign, expected):
    assert campaign_summary(stored, LOCAL, "anna", campaign) == expected


def test_nobody_has_no_summary(stored, empty):
    with pytest.raises(NotFound):
        campaign_summary(stored, LOCAL, "carla", "own")
    with pytest.raises(NotFound):
        campaign_summary(empty, LOCAL, "anna", "own")
    assert SENTENCES == 3
