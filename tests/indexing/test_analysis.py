"""How text is cut into words, on the engine."""

import pytest

from indexing import versions

CASES = [
    ("exact", "Cafe\u0301 NAÏVE", ["cafe", "naive"]),
    ("exact", "not working, the will", ["not", "working", "the", "will"]),
    ("stemmed", "not refunded refunds the", ["not", "refund", "refund", "the"]),
    ("exact", "O’Neill's Łódź", ["o'neill's", "lodz"]),
    ("exact", "Ёлка Άνθρωπος", ["елка", "ανθρωπος"]),
    ("exact", "שָׁלוֹם مُحَمَّد", ["שלום", "محمد"]),
    ("digit_runs", "+44 7700", ["447", "477", "770", "700"]),
]


@pytest.fixture(scope="module")
def indexed(engine):
    versions.ensure(engine, "english")
    return engine


@pytest.mark.parametrize(("analyzer", "text", "words"), CASES)
def test_words(indexed, analyzer, text, words):
    found = indexed.client.indices.analyze(index=indexed.alias("messages"), body={"analyzer": analyzer, "text": text})
    assert [token["token"] for token in found["tokens"]] == words
