"""How text is cut into words. Changing anything here needs a new schema version.

`stemmed` finds word forms; `exact` finds words as they are, so that a quoted phrase means that phrase.
No stop words are dropped anywhere: "not working" must not lose its "not" (the engine's own language
analyzers drop it). Both fold case and accents.
"""

from typing import Any

_FOLD = ["lowercase", "asciifolding"]


def analysis(language: str) -> dict[str, Any]:
    """The `analysis` settings of every index; `language` is the name of an OpenSearch stemmer."""
    return {
        "char_filter": {
            "plain_apostrophe": {"type": "mapping", "mappings": ["\\u2019 => \\u0027"]},
            "digits_only": {"type": "pattern_replace", "pattern": "[^0-9]", "replacement": ""},
        },
        "filter": {
            "stems": {"type": "stemmer", "language": language},
            "prefixes": {"type": "edge_ngram", "min_gram": 1, "max_gram": 20, "preserve_original": True},
        },
        "tokenizer": {
            "digit_triples": {"type": "ngram", "min_gram": 3, "max_gram": 3},
            "letter_or_digit": {"type": "pattern", "pattern": "[^\\p{L}\\p{M}\\p{N}]+"},
        },
        "analyzer": {
            "exact": {"tokenizer": "standard", "char_filter": ["plain_apostrophe"], "filter": _FOLD},
            "stemmed": {
                "tokenizer": "standard",
                "char_filter": ["plain_apostrophe"],
                "filter": [*_FOLD, "stems"],
            },
            "words": {"tokenizer": "letter_or_digit", "filter": _FOLD},
            "word_prefixes": {"tokenizer": "letter_or_digit", "filter": [*_FOLD, "prefixes"]},
            "digit_runs": {"tokenizer": "digit_triples", "char_filter": ["digits_only"]},
        },
        "normalizer": {"folded": {"type": "custom", "filter": _FOLD}},
    }
