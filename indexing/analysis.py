"""How text is cut into words. Changing anything here needs a new schema version.

`stemmed` finds word forms; `exact` finds words as they are, so that a quoted phrase means that phrase.
No stop words are dropped anywhere: "not working" must not lose its "not" (the engine's own language
analyzers drop it). Both fold case and accents.
"""

import unicodedata
from typing import Any

_FOLD = ["lowercase", "asciifolding"]


def analysis(language: str) -> dict[str, Any]:
    """The `analysis` settings of every index; `language` is the name of an OpenSearch stemmer."""
    return {
        "char_filter": {
            "plain": {"type": "mapping", "mappings": ["\\u2019 => \\u0027", *_apart(), *_without_marks()]},
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
            "exact": {"tokenizer": "standard", "char_filter": ["plain"], "filter": _FOLD},
            "stemmed": {
                "tokenizer": "standard",
                "char_filter": ["plain"],
                "filter": [*_FOLD, "stems"],
            },
            "words": {"tokenizer": "letter_or_digit", "char_filter": ["plain"], "filter": _FOLD},
            "word_prefixes": {
                "tokenizer": "letter_or_digit",
                "char_filter": ["plain"],
                "filter": [*_FOLD, "prefixes"],
            },
            "digit_runs": {"tokenizer": "digit_triples", "char_filter": ["digits_only"]},
        },
        "normalizer": {"folded": {"type": "custom", "filter": _FOLD}},
    }


def _apart() -> list[str]:
    """What stands between two words and would make them one to the tokenizer: "Status:Your", "7,8,9"."""
    return [f"\\u{ord(c):04x} => \\u0020" for c in ":,;·‧․︓︰﹕：，；٫٬"]


def _without_marks() -> list[str]:
    """What `asciifolding` leaves: combining marks of every script, and Greek and Cyrillic letters that carry one."""
    marks = [
        *range(0x300, 0x370),
        *range(0x483, 0x488),
        *range(0x591, 0x5C8),
        *range(0x610, 0x61B),
        *range(0x64B, 0x660),
    ]
    letters = [*range(0x370, 0x530), *range(0x1F00, 0x2000)]
    rules = [f"\\u{code:04x} => " for code in marks if unicodedata.combining(chr(code))]
    for code in letters:
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base != chr(code) and unicodedata.category(chr(code)).startswith("L"):
            rules.append(f"\\u{code:04x} => \\u{ord(base):04x}")
    return rules
