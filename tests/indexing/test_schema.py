"""A mapping or the analysis that changes without a new version would break what people have stored."""

import hashlib
import json

import pytest

from indexing.analysis import analysis
from indexing.schema import INDEXES

FINGERPRINTS = {
    "customers": (2, "6afb221307a0f318"),
    "identities": (2, "7f127020baec7d3e"),
    "records": (2, "c61448458b9a0b6d"),
    "campaigns": (1, "56e4df61dbae18e5"),
    "agents": (1, "f68cda56bee28060"),
    "sessions": (2, "35635c8eed9e6849"),
    "messages": (2, "3ea0333e15ec8029"),
    "logs": (1, "66777446f696679d"),
    "loads": (1, "dffa5ccf295ca9f5"),
    "jobs": (1, "2d95a86a4db7b10e"),
    "fields": (2, "f75130e1f3de9f37"),
    "saved": (1, "e52c0c3f16fc3396"),
    "audit": (1, "0f689a47df853490"),
}
"""Index -> (version, fingerprint of its properties). A changed fingerprint needs a new version in indexing/schema.py."""
ANALYSIS = "ccefa03a23b65f2a"


def fingerprint(value):
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


@pytest.mark.parametrize("index", INDEXES, ids=lambda index: index.name)
def test_a_changed_mapping_has_a_new_version(index):
    assert (index.version, fingerprint(index.properties)) == FINGERPRINTS[index.name]


def test_a_changed_analysis_has_new_versions():
    assert fingerprint(analysis("english")) == ANALYSIS


@pytest.mark.parametrize("index", INDEXES, ids=lambda index: index.name)
def test_every_mapping_is_strict(index):
    assert index.mapping["dynamic"] == "strict"
    assert index.mapping["_meta"]["schema_version"] == index.version
