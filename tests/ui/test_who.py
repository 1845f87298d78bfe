"""Who asks: what of a request is believed, and what is not."""

import pytest
from starlette.datastructures import Headers
from streamlit.runtime.context import StreamlitHeaders

from domain.access import LOCAL, Principal, Role
from domain.errors import SignedOut, WrongInput
from settings import Settings, get_settings
from ui.exposure import is_own_host
from ui.who import is_loopback, principal_of

SECRET = "a secret of the proxy's"
BEHIND = Settings(
    trusted_proxy="10.0.0.2, 192.168.7.0/24, fd00::1",
    trusted_proxy_secret=SECRET,
    trusted_proxy_roles="analysts=viewer, leads=supervisor, user:ana@example.org=administrator, user:zoë=editor",
)
ALONE = Settings()
PROOF = ("Open360-Proxy-Secret", SECRET)


def asked(*pairs, proof=PROOF):
    return [*pairs, *([proof] if proof else [])]


def as_route(pairs):
    return Headers(raw=[(name.lower().encode(), value.encode()) for name, value in pairs])


def as_page(pairs):
    return StreamlitHeaders([(name.lower(), value.encode().decode("latin-1")) for name, value in pairs])


@pytest.fixture(params=[as_route, as_page])
def carried(request):
    """Headers as a route sees them, and as a page does."""
    return request.param


@pytest.mark.parametrize(
    ("pairs", "peer", "who"),
    [
        ([("Remote-User", "ivo"), ("Remote-Groups", "analysts")], "10.0.0.2", Principal("ivo", Role.VIEWER)),
        (
            [("remote-user", "ivo"), ("REMOTE-GROUPS", "x,leads , analysts")],
            "10.0.0.2",
            Principal("ivo", Role.SUPERVISOR),
        ),
        ([("Remote-User", "ana@example.org")], "192.168.7.99", Principal("ana@example.org", Role.ADMINISTRATOR)),
        ([("Remote-User", " zoë ")], "fd00::1", Principal("zoë", Role.EDITOR)),
        ([("Remote-User", "zoë")], "::ffff:10.0.0.2", Principal("zoë", Role.EDITOR)),
        ([("Remote-User", "zoë"), ("X-Forwarded-For", "203.0.113.9")], "10.0.0.2", Principal("zoë", Role.EDITOR)),
    ],
)
def test_the_proxy_says_who(carried, pairs, peer, who):
    assert principal_of(carried(asked(*pairs)), peer, BEHIND) == who


@pytest.mark.parametrize(
    ("pairs", "peer", "reason"),
    [
        (asked(("Remote-User", "ana@example.org")), "10.0.0.3", "address"),
        (asked(("Remote-User", "ana@example.org")), "127.0.0.1", "address"),
        (asked(("Remote-User", "ana@example.org")), None, "address"),
        (asked(("Remote-User", "ana@example.org")), "10.0.0.2:80", "address"),
        (asked(("Remote-User", "ana@example.org"), ("X-Forwarded-For", "10.0.0.2")), "10.0.0.3", "address"),
        (asked(("Remote-User", "ana@example.org"), proof=None), "10.0.0.2", "Secret"),
        (asked(("Remote-User", "ana@example.org"), proof=("Open360-Proxy-Secret", SECRET[:-1])), "10.0.0.2", "Secret"),
        (asked(("Remote-User", "ana@example.org"), proof=("Open360-Proxy-Secret", "")), "10.0.0.2", "Secret"),
        (asked(PROOF, ("Remote-User", "ana@example.org")), "10.0.0.2", "more than once"),
        (asked(), "10.0.0.2", "nobody has signed in"),
        (asked(("Remote-User", "  ")), "10.0.0.2", "nobody has signed in"),
        (asked(("Remote_User", "ana@example.org")), "10.0.0.2", "nobody has signed in"),
        (asked(("Remote-User", "ivo"), ("Remote-User", "ana@example.org")), "10.0.0.2", "more than once"),
        (
            asked(("Remote-User", "ivo"), ("Remote-Groups", "x"), ("Remote-Groups", "leads")),
            "10.0.0.2",
            "more than once",
        ),
        (asked(("Remote-User", "a\x7fna")), "10.0.0.2", "no name"),
        (asked(("Remote-User", "a" * 201)), "10.0.0.2", "no name"),
        (asked(("Remote-User", "ivo")), "10.0.0.2", "no role"),
        (asked(("Remote-User", "ivo"), ("Remote-Groups", "Leads,analyst")), "10.0.0.2", "no role"),
        (asked(("Remote-User", "ivo"), ("Remote-Groups", "user:ana@example.org")), "10.0.0.2", "no role"),
    ],
)
def test_anybody_else_is_signed_out(carried, pairs, peer, reason):
    with pytest.raises(SignedOut, match=reason) as refused:
        principal_of(carried(pairs), peer, BEHIND)
    assert not {"ana", "ivo", SECRET} & set(str(refused.value).replace("@", " ").split())


def test_a_default_role_is_for_who_has_no_other(carried):
    settings = BEHIND.model_copy(update={"trusted_proxy_default_role": Role.VIEWER})
    assert principal_of(carried(asked(("Remote-User", "ivo"))), "10.0.0.2", settings).role == Role.VIEWER
    assert principal_of(carried(asked(("Remote-User", "zoë"))), "10.0.0.2", settings).role == Role.EDITOR


def test_without_a_secret_in_the_settings_nobody_is_believed(carried):
    settings = BEHIND.model_copy(update={"trusted_proxy_secret": None})
    with pytest.raises(SignedOut):
        principal_of(carried([("Remote-User", "zoë"), ("Open360-Proxy-Secret", "")]), "10.0.0.2", settings)


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_alone_there_is_one_user(carried, peer):
    assert principal_of(carried([("Remote-User", "ivo")]), peer, ALONE) == LOCAL


@pytest.mark.parametrize(
    ("pairs", "peer"),
    [
        ([], "10.0.0.2"),
        ([], None),
        ([], ""),
        ([("X-Forwarded-For", "127.0.0.1")], "127.0.0.1"),
        ([("Via", "1.1 Caddy")], "127.0.0.1"),
        ([("forwarded", "for=1.2.3.4")], "127.0.0.1"),
    ],
)
def test_alone_nothing_that_came_from_elsewhere_is_answered(carried, pairs, peer):
    with pytest.raises(SignedOut):
        principal_of(carried(pairs), peer, ALONE)


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("localhost", True),
        ("localhost:8360", True),
        ("127.0.0.1:8360", True),
        ("[::1]:8360", True),
        ("evil.example:8360", False),
        ("localhost.evil.example", False),
        ("evil.example@localhost", False),
        ("10.0.0.2", False),
        ("[", False),
        ("", False),
        (None, False),
    ],
)
def test_only_names_of_this_machine_are_answered(host, own):
    assert is_own_host(host) is own


def test_loopback():
    assert [is_loopback(it) for it in ("localhost", "127.0.0.1", "::1", "0.0.0.0", "::", "example.org", None)] == [
        *(True, True, True, False, False, False, False)
    ]


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("TRUSTED_PROXY", "0.0.0.0/0", "believe every address"),
        ("TRUSTED_PROXY", "::/0", "believe every address"),
        ("TRUSTED_PROXY", "proxy.example.org", "proxy.example.org"),
        ("TRUSTED_PROXY", "10.0.0.1/8", "host bits"),
        ("TRUSTED_PROXY_SECRET", "short", "16"),
        ("TRUSTED_PROXY_ROLES", "leads=boss", "leads=boss"),
        ("TRUSTED_PROXY_ROLES", "leads", "GROUP=ROLE"),
        ("TRUSTED_PROXY_ROLES", "leads=viewer,leads=editor", "two roles"),
        ("TRUSTED_PROXY_DEFAULT_ROLE", "boss", "DEFAULT_ROLE"),
        ("TRUSTED_PROXY_USER_HEADER", "Remote User", "USER_HEADER"),
    ],
)
def test_a_setting_that_cannot_be_is_told(monkeypatch, name, value, reason):
    monkeypatch.setenv(f"OPEN360_{name}", value)
    get_settings.cache_clear()
    try:
        with pytest.raises(WrongInput, match=reason) as told:
            get_settings()
        assert f"OPEN360_{name}" in str(told.value)
    finally:
        get_settings.cache_clear()


def test_the_secret_is_not_shown():
    assert SECRET not in repr(BEHIND)
