"""What the benchmarks compare with: the same documents, in bodies of the right size, and honest figures."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import beside, customers, people, raw_bulk, star
from benchmarks.__main__ import main
from benchmarks.figures import Times
from domain.access import LOCAL
from domain.errors import WrongInput
from engine import Engine
from indexing import versions
from search.customers import find_customers


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


def test_generated_people_answer_every_filter_that_is_measured(fresh_engine: Engine) -> None:
    """The same people each time, and somebody for each request, so that no ratio is that of an empty answer."""
    assert list(people.people(3)) == list(people.people(3))
    people.write(fresh_engine, "english", customers=1000, sessions=1000)
    found = {
        name: find_customers(
            fresh_engine, LOCAL, request if request.page == 1 else replace(request, page=2), "GB"
        ).total
        for name, request in customers.REQUESTS.items()
    }
    rare = {"box: name", "phone: 7700 9", "phone: last four digits", "name: a word, one typo", "e-mail", "customer ID"}
    assert {name for name, total in found.items() if not total.value} <= rare
    assert found["first page"].value == 1000


def test_product_and_raw_send_the_same(fresh_engine: Engine) -> None:
    versions.ensure(fresh_engine, "english")
    request = customers.REQUESTS["a call in one campaign"]
    sent = beside.compare(fresh_engine, "join", lambda: find_customers(fresh_engine, LOCAL, request), 2, 2, 1.5)
    assert len(sent.ratios) == 2
    with beside.recorded(fresh_engine) as requests:
        page = find_customers(fresh_engine, LOCAL, request)
    assert [it.path.rpartition("-")[2] for it in requests] == ["sessions/_search", "customers/_search"]
    assert [it.again(fresh_engine)["hits"]["total"]["value"] for it in requests[1:]] == [page.total.value]


def test_a_section_that_does_not_exist() -> None:
    with pytest.raises(WrongInput, match="no section 'speed'; choose loading, searching, customers"):
        main(["speed"])
