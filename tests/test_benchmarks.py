"""What the benchmarks compare with: the same documents, in bodies of the right size, and honest figures."""

from pathlib import Path

import pytest

from benchmarks import raw_bulk, star
from benchmarks.figures import Times
from domain.errors import WrongInput
from engine import Engine
from indexing import versions


def test_times_show_the_median_and_the_spread() -> None:
    times = Times((0.003, 0.001, 0.002))
    assert times.median == 0.002
    assert times.text(1000) == "2.00 (1.00-3.00)"


def test_missing_data_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(star, "ROOT", tmp_path / "checkout")
    with pytest.raises(WrongInput, match="shared/data/star"):
        star.folder()


def test_a_copy_is_sent_whole(fresh_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Into indices of the same mapping, whatever the number of bodies."""
    monkeypatch.setattr(raw_bulk, "BODY_BYTES", 200)
    loaded = Engine(fresh_engine.client, f"{fresh_engine.prefix}-a", fresh_engine.url)
    raw = Engine(fresh_engine.client, f"{fresh_engine.prefix}-b", fresh_engine.url)
    versions.ensure(loaded, "english")
    for number in range(7):
        body = {"campaign_id": f"c{number}", "name": "Żółw " * number}
        loaded.client.index(index=loaded.alias("campaigns"), id=f"c{number}", body=body, params={"refresh": "true"})

    copy = raw_bulk.copy_of(raw, loaded.prefix)
    raw_bulk.send(raw, copy)

    name = f"{raw.alias('campaigns')}-v1"
    raw.client.indices.refresh(index=name)
    found = raw.client.search(index=name, body={"size": 10, "sort": "campaign_id"})["hits"]["hits"]
    assert copy.documents == len(found) == 7
    assert len(copy.bodies) > 1
    assert [hit["_source"]["name"] for hit in found] == ["Żółw " * number for number in range(7)]
    mappings = [e.client.indices.get_mapping(index=f"{e.prefix}-campaigns-v1") for e in (loaded, raw)]
    one, other = (next(iter(answer.values())) for answer in mappings)
    assert one == other
    star.remove(loaded)
    assert not loaded.client.indices.exists(index=f"{loaded.prefix}-*", params={"allow_no_indices": "false"})
