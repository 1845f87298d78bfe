"""Who gets in, on a cold server: each role and the signed out, at every address, through a real proxy and past it."""

import re
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from engine import Engine
from tests.browser.conftest import ROOT, running_app
from tests.browser.proxy import PASSWORD, SECRET, SignIn, running_caddy, running_sign_in

ROLES = ("viewer", "editor", "supervisor", "administrator")
PAGES = {
    "customers": "",
    "search": "search?q=words",
    "load": "load",
    "status": "status",
    "session": "session?id=star-00",
}
PAGES |= {"audit": "audit", "duplicates": "duplicates", "fields": "fields"}
"""Package in pages/ -> a deep link to it."""
PATHS = [
    *(f"/{address}" for address in PAGES.values()),
    *("/?customer=nobody", "/no-such-page", "/index.html", "/static/", "/media/nothing", "/download/nothing"),
    *("/_stcore/host-config", "/_stcore/metrics", "/_stcore/stream", "/_stcore/upload_file/a/b"),
    *(
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/interact",
        "/component/nothing",
        "/_stcore/bidi-components/nothing",
    ),
]
PROXY = {
    "OPEN360_TRUSTED_PROXY": "127.0.0.1",
    "OPEN360_TRUSTED_PROXY_SECRET": SECRET,
    "OPEN360_TRUSTED_PROXY_ROLES": ",".join(f"user:{role}={role}" for role in ROLES) + ",leads=supervisor,staff=viewer",
    "FORWARDED_ALLOW_IPS": "",
}
PROVEN = {"Open360-Proxy-Secret": SECRET}
SIGNED_OUT = "You are signed out"


@pytest.fixture(scope="module")
def cold_url(world: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An app behind a proxy, that no page was asked of yet."""
    with running_app(world, tmp_path_factory.mktemp("cold") / "log", PROXY) as url:
        yield url


@pytest.fixture(scope="module")
def proxy_url(cold_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What people open: the documented proxy with a list of people; `stranger` has no role."""
    with running_caddy(0, cold_url, tmp_path_factory.mktemp("caddy"), [*ROLES, "stranger"]) as url:
        yield url


def status(url: str, path: str, headers: dict[str, str], method: str = "GET") -> int:
    connection = HTTPConnection(urlsplit(url).netloc, timeout=20)
    try:
        connection.request(method, path, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_every_page_is_walked_here() -> None:
    assert {folder.name for folder in (ROOT / "pages").iterdir() if (folder / "__init__.py").exists()} == set(PAGES)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        PROVEN,
        {"Remote-User": "administrator"},
        {"Remote-User": "administrator", "Open360-Proxy-Secret": "guessed, and wrong"},
        {"Remote-User": "stranger", **PROVEN},
        {"Remote-User": "administrator", "X-Forwarded-For": "127.0.0.1", "Forwarded": "for=127.0.0.1"},
    ],
    ids=["nothing", "nobody", "forged", "guessed", "stranger", "forwarded"],
)
def test_past_the_proxy_nothing_is_answered(cold_url: str, headers: dict[str, str]) -> None:
    got = {
        (method, path): status(cold_url, path, headers, method) for path in PATHS for method in ("GET", "PUT", "POST")
    }
    assert {key: code for key, code in got.items() if code not in (401, 403)} == {}
    with pytest.raises(InvalidStatus, match="403"):
        connect(f"{cold_url.replace('http', 'ws')}/_stcore/stream", additional_headers=headers)
    assert status(cold_url, "/_stcore/health", headers) == 200


def test_the_proxys_word_is_believed(cold_url: str) -> None:
    for role in ROLES:
        headers = {"Remote-User": role, **PROVEN}
        assert [status(cold_url, f"/{address}", headers) for address in PAGES.values()] == [200] * len(PAGES)
    stream = f"{cold_url.replace('http', 'ws')}/_stcore/stream"
    with connect(stream, additional_headers={"Remote-User": "viewer", **PROVEN}):
        pass
    elsewhere = {"Remote-User": "viewer", **PROVEN, "Origin": "https://elsewhere.example"}
    with pytest.raises(InvalidStatus, match="403"):
        connect(stream, additional_headers=elsewhere)


def opened(browser: Browser, name: str, headers: dict[str, str] | None = None) -> Page:
    context = browser.new_context(
        viewport={"width": 1440, "height": 900},
        http_credentials={"username": name, "password": PASSWORD},
        extra_http_headers=headers or {},
    )
    context.set_default_timeout(15_000)
    return context.new_page()


@pytest.mark.parametrize("role", ROLES)
def test_each_role_finds_its_own(browser: Browser, proxy_url: str, role: str) -> None:
    """The browser claims to be the administrator, and has the secret: the proxy takes both away."""
    page = opened(browser, role, {"Remote-User": "administrator", "Remote-Groups": "leads", **PROVEN})
    for name, address in PAGES.items():
        page.goto(f"{proxy_url}/{address}")
        foot = page.locator(".o-foot")
        expect(foot).to_contain_text(f"{role}{role.capitalize()}")
        expect(foot).not_to_contain_text("this machine alone")
        expect(page.get_by_text(SIGNED_OUT)).to_have_count(0)
        expect(page.get_by_text("Page not found")).to_have_count(0)
        menu = page.get_by_test_id("stSidebar").get_by_role("link")
        expect(menu.filter(has_text="Audit")).to_have_count(1 if role == "administrator" else 0)
        if name == "audit":
            if role == "administrator":
                expect(
                    page.get_by_role("list", name="Entries, newest first").get_by_role("listitem").first
                ).to_be_visible()
            else:
                expect(page.get_by_text(f"Your role ({role}) may not read the audit log")).to_be_visible()
                expect(page.get_by_role("region", name="Audit log")).to_have_count(0)
        if name == "load":
            expect(page.get_by_role("table", name="Loads")).to_be_visible()
            expect(page.get_by_test_id("stFileUploader")).to_have_count(0 if role == "viewer" else 1)
        if name == "status":
            expect(page.get_by_role("region", name="Access")).to_contain_text("through the proxy")
    page.context.close()


def test_without_a_role_every_address_shows_that(browser: Browser, proxy_url: str) -> None:
    page = opened(browser, "stranger")
    for address in [*PAGES.values(), "no-such-page"]:
        answer = page.goto(f"{proxy_url}/{address}")
        assert answer is not None and answer.status == 401
        expect(page.get_by_role("heading", name=SIGNED_OUT)).to_be_visible()
        expect(page.get_by_role("link")).to_have_count(0)
    page.context.close()


# ---- a sign-in of the company's own; the connection is recognised anew every few seconds


@pytest.fixture
def sign_in() -> Iterator[SignIn]:
    with running_sign_in({"ivo": "staff", "nadia": "leads", "guest": ""}) as server:
        yield server


@pytest.fixture
def company_url(world: Engine, sign_in: SignIn, tmp_path: Path) -> Iterator[str]:
    settings = PROXY | {"OPEN360_TRUSTED_PROXY_RECHECK_MINUTES": "0.05"}
    with (
        running_app(world, tmp_path / "log", settings) as app,
        running_caddy(1, app, tmp_path, [], sign_in.url) as url,
    ):
        yield url


def test_sign_in_roles_that_change_and_people_who_change(
    browser: Browser, company_url: str, sign_in: SignIn, dmitri_id: str
) -> None:
    forged = {"Remote-Groups": "leads", "Remote-User": "nadia", **PROVEN}
    context = browser.new_context(viewport={"width": 1440, "height": 900}, extra_http_headers=forged)
    page = context.new_page()
    link = f"{company_url}/?customer={dmitri_id}"
    page.goto(link)
    page.get_by_role("textbox").fill("ivo")
    page.get_by_role("button", name="Sign in").click()
    foot = page.locator(".o-foot")
    expect(foot).to_contain_text("ivoViewer")
    expect(page).to_have_url(link)
    expect(page.get_by_role("heading", name="Dmitri Zielińska")).to_be_visible()

    sign_in.groups["ivo"] = "staff,leads"
    expect(foot).to_contain_text("ivoSupervisor")
    sign_in.groups["ivo"] = "staff"
    expect(foot).to_contain_text("ivoViewer")

    # Somebody else signs in, in the same browser: the open page becomes theirs.
    context.add_cookies([{"name": "who", "value": "nadia", "url": company_url}])
    expect(foot).to_contain_text("nadiaSupervisor")
    expect(page.get_by_role("heading", name="Dmitri Zielińska")).to_be_visible()

    # No group at all: the browser's own header is not taken for one.
    context.add_cookies([{"name": "who", "value": "guest", "url": company_url}])
    page.goto(f"{company_url}/search")
    expect(page.get_by_role("heading", name=SIGNED_OUT)).to_be_visible()
    context.clear_cookies()
    page.goto(f"{company_url}/status")
    expect(page).to_have_url(re.compile(re.escape(sign_in.url)))
    context.close()


def test_a_connection_ends_when_its_headers_are_old(world: Engine, tmp_path: Path) -> None:
    with running_app(world, tmp_path / "log", PROXY | {"OPEN360_TRUSTED_PROXY_RECHECK_MINUTES": "0.01"}) as url:
        stream = f"{url.replace('http', 'ws')}/_stcore/stream"
        with connect(stream, additional_headers={"Remote-User": "viewer", **PROVEN}) as connection:
            with pytest.raises(ConnectionClosed) as ended:
                connection.recv(timeout=20)
            assert ended.value.rcvd is not None and ended.value.rcvd.code == 1012


def test_alone_no_other_name_leads_here(app_url: str) -> None:
    port = urlsplit(app_url).port
    for host, code in ((f"localhost:{port}", 200), (f"evil.example:{port}", 403), ("evil.example", 403)):
        assert status(app_url, "/", {"Host": host}) == code
        assert status(app_url, "/_stcore/health", {"Host": host}) == code
    assert status(app_url, "/", {"X-Forwarded-For": "203.0.113.9"}) == 401
    assert status(app_url, "/_stcore/stream", {"Via": "1.1 Caddy"}) == 401
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    upgrade |= {"Sec-WebSocket-Key": "c2l4dGVlbiBieXRlcyBvaw=="}
    for host, code in ((f"localhost:{port}", 101), ("evil.example", 403)):
        assert status(app_url, "/_stcore/stream", {"Host": host, **upgrade}) == code
