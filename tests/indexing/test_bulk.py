"""Batches, refusals and conflicts of bulk writing."""

import pytest

from indexing import bulk, versions


@pytest.mark.parametrize(
    ("sizes", "batches"),
    [([], 0), ([10], 1), ([bulk.BATCH_BYTES * 3], 1), ([bulk.BATCH_BYTES // 2] * 8, 4), ([1] * 25_000, 3)],
)
def test_batches_keep_every_operation_in_order(sizes, batches):
    operations = [bytes([number % 251]) * size for number, size in enumerate(sizes)]
    found = list(bulk._batches(operations))
    assert [operation for batch in found for operation in batch] == operations
    assert len(found) == batches


def test_refusals_are_told_one_by_one_and_conflicts_apart(fresh_engine):
    versions.ensure(fresh_engine, "english")
    alias = fresh_engine.alias("campaigns")
    good, wrong = {"campaign_id": "a", "name": "A"}, {"campaign_id": "b", "nonsense": 1}
    operations = [bulk.create(alias, "a", good), bulk.index(alias, "b", wrong), bulk.delete(alias, "nothing")]
    assert [r and r.document_id for r in bulk.send_each(fresh_engine, operations)] == [None, "b", None]
    (again, refused) = bulk.send_each(fresh_engine, operations[:2])
    assert again is not None
    assert refused is not None
    assert (again.status, refused.status) == (409, 400)
    assert [r.document_id for r in bulk.send_all(fresh_engine, operations)] == ["b"]
    assert fresh_engine.get("campaigns", "a") == good


def test_a_missing_alias_is_never_made_by_writing(fresh_engine):
    (refusal,) = bulk.send_each(fresh_engine, [bulk.index(fresh_engine.alias("campaigns"), "a", {})])
    assert refusal is not None
