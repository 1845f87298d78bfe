"""Saved filters: whose they are, who sees and changes them, and what the list starts with."""

import pytest

from domain.access import Principal, Role
from domain.errors import Forbidden, NotFound, WrongInput
from indexing import saved, versions
from indexing.scan import refresh, scan
from search.saved import get_saved

ANA = Principal("ana@example.org", Role.SUPERVISOR)
BEN = Principal("ben@example.org", Role.SUPERVISOR)
VIEWER = Principal("vera@example.org", Role.VIEWER)
ADMINISTRATOR = Principal("adam@example.org", Role.ADMINISTRATOR)
QUERY = "f.name=zie&where=%7B%22all%22%3A%5B%5D%7D"


@pytest.fixture
def store(fresh_engine, settings):
    versions.ensure(fresh_engine, settings.language)
    return fresh_engine


def names(engine, principal):
    return [one.name for one in get_saved(engine, principal)]


def test_nothing_is_saved_before_anything_is_stored(fresh_engine):
    assert get_saved(fresh_engine, ANA) == ()
    saved_id = saved.save_filter(fresh_engine, ANA, " Gold   plan ", QUERY)
    [kept] = get_saved(fresh_engine, ANA)
    assert (kept.saved_id, kept.name, kept.query, kept.own, kept.shared) == (saved_id, "Gold plan", QUERY, True, False)
    assert kept.may_change and kept.may_share and not kept.is_default


def test_a_private_filter_is_its_owners_alone(store):
    saved_id = saved.save_filter(store, ANA, "Mine", QUERY)
    assert (names(store, ANA), names(store, BEN), names(store, ADMINISTRATOR)) == (["Mine"], [], [])
    for change in (
        lambda: saved.rename_filter(store, BEN, saved_id, "Ours"),
        lambda: saved.update_filter(store, BEN, saved_id, "q=x"),
        lambda: saved.share_filter(store, BEN, saved_id, True),
        lambda: saved.delete_filter(store, BEN, saved_id),
        lambda: saved.set_default(store, BEN, saved_id),
    ):
        with pytest.raises(NotFound):
            change()
    assert [(one.name, one.query) for one in get_saved(store, ANA)] == [("Mine", QUERY)]


def test_a_shared_filter_is_seen_by_all_and_changed_by_owner_and_administrator(store):
    saved_id = saved.save_filter(store, ANA, "Ours", QUERY, shared=True)
    [seen] = get_saved(store, VIEWER)
    assert (seen.name, seen.owner, seen.own, seen.may_change, seen.may_share) == (
        "Ours",
        "ana@example.org",
        *[False] * 3,
    )
    with pytest.raises(Forbidden, match="Only its owner or an administrator"):
        saved.rename_filter(store, BEN, saved_id, "Bens")
    saved.rename_filter(store, ADMINISTRATOR, saved_id, "All of ours")
    saved.update_filter(store, ANA, saved_id, "q=ana")
    assert [(one.name, one.query) for one in get_saved(store, BEN)] == [("All of ours", "q=ana")]
    saved.share_filter(store, ANA, saved_id, False)
    assert (names(store, BEN), names(store, ANA)) == ([], ["All of ours"])
    saved.delete_filter(store, ANA, saved_id)
    assert names(store, ANA) == []
    with pytest.raises(NotFound):
        saved.delete_filter(store, ANA, saved_id)


def test_a_viewer_keeps_private_filters_and_shares_none(store):
    saved_id = saved.save_filter(store, VIEWER, "Vera's", QUERY)
    assert [(one.may_change, one.may_share) for one in get_saved(store, VIEWER)] == [(True, False)]
    for refused in (
        lambda: saved.save_filter(store, VIEWER, "Shared", QUERY, shared=True),
        lambda: saved.share_filter(store, VIEWER, saved_id, True),
    ):
        with pytest.raises(Forbidden, match="may not share saved filters"):
            refused()
    # Who may share no longer cannot change for others what was shared.
    saved.share_filter(store, ADMINISTRATOR, saved_id, True)
    with pytest.raises(Forbidden, match="may not share saved filters"):
        saved.update_filter(store, VIEWER, saved_id, "q=x")


def test_each_chooses_what_the_list_starts_with(store):
    shared = saved.save_filter(store, ANA, "Ours", QUERY, shared=True)
    saved.set_default(store, BEN, shared)
    assert [one.is_default for one in get_saved(store, BEN)] == [True]
    assert [one.is_default for one in get_saved(store, ANA)] == [False]
    saved.share_filter(store, ANA, shared, False)  # what is taken back is no start any more
    assert get_saved(store, BEN) == ()
    saved.share_filter(store, ANA, shared, True)
    saved.set_default(store, BEN, None)
    assert [one.is_default for one in get_saved(store, BEN)] == [False]


@pytest.mark.parametrize(
    ("name", "query", "sentence"),
    [
        ("  ", QUERY, "needs a name"),
        ("n" * 81, QUERY, "80 characters at most"),
        ("taken", QUERY, "with this name already"),
        ("New", "", "nothing to save"),
        ("New", "customer=c1", "not a filter"),
        ("New", f"q={'x' * 16_001}", "too long"),
    ],
)
def test_what_cannot_be_saved_is_told(store, name, query, sentence):
    saved.save_filter(store, ANA, "Taken", QUERY)
    with pytest.raises(WrongInput, match=sentence):
        saved.save_filter(store, ANA, name, query)
    assert names(store, ANA) == ["Taken"]


def test_a_name_is_taken_only_among_its_owners(store):
    first = saved.save_filter(store, ANA, "Gold", QUERY, shared=True)
    saved.save_filter(store, BEN, "gold", QUERY)
    saved.save_filter(store, ANA, "Silver", QUERY)
    with pytest.raises(WrongInput, match="with this name already"):
        saved.rename_filter(store, ANA, first, "SILVER")
    saved.rename_filter(store, ANA, first, "GOLD")
    assert names(store, ANA) == ["GOLD", "Silver"]


def test_the_audit_log_says_what_was_done_and_nobodys_name(store):
    saved_id = saved.save_filter(store, ANA, "Calls with Dmitri", QUERY, shared=True)
    saved.rename_filter(store, ANA, saved_id, "Calls with Hana")
    saved.set_default(store, ANA, saved_id)
    saved.share_filter(store, ANA, saved_id, False)
    saved.delete_filter(store, ADMINISTRATOR, saved_id)
    refresh(store, "audit")
    entries = [hit["_source"] for hit in scan(store, "audit", {"match_all": {}}, "at")]
    assert sorted(entry["action"] for entry in entries) == ["default", "delete", "rename", "save", "share", "unshare"]
    assert {entry["object_id"] for entry in entries} == {saved_id}
    assert {entry["by"] for entry in entries if entry["action"] == "delete"} == {"adam@example.org"}
    assert "Dmitri" not in str(entries) and "Hana" not in str(entries) and "zie" not in str(entries)
