"""Pages of other origins: named ones may call what members' apps need, and nothing else; by default none may."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from liuke.http.origins import Origins, read_origins
from liuke.kernel.errors import Fault
from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.server import Administrator

PAGES, STRANGER = "https://pages.example", "https://stranger.example"
ALLOWED = "access-control-allow-origin"


@pytest.fixture(scope="module")
def open_shop(administrator: Administrator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A shop whose app lives on two other hosts."""
    database = administrator.make_database()
    allowed = f"{PAGES}, http://127.0.0.1:5174"
    environ = make_environ(database, tmp_path_factory.mktemp("origins"), **NO_LIMITS, LIUKE_ALLOWED_ORIGINS=allowed)
    with serve(environ, prepare(environ)) as served:
        yield served
    administrator.drop_database(database)


# -- the setting ------------------------------------------------------------------------------------------------------
def test_origins_are_read_as_browsers_write_them() -> None:
    faults = list[Fault]()
    found = read_origins("https://a.example:443, http://b.example:80,http://127.0.0.1:5174, http://[::1]:8080,", faults)
    assert faults == []
    assert found.allowed == {b"https://a.example", b"http://b.example", b"http://127.0.0.1:5174", b"http://[::1]:8080"}
    assert read_origins("", faults) == Origins()


@pytest.mark.parametrize(
    "wrong",
    ["*", "null", "pages.example", "https://pages.example/m/", "https://Pages.example", "https://a.example:99999",
     "ftp://a.example", "https://*.example", "https://a.example\r\nx: y"],
)  # fmt: skip
def test_what_is_no_origin_is_a_fault(wrong: str) -> None:
    faults = list[Fault]()
    assert read_origins(wrong, faults).allowed == frozenset()
    assert [(fault.path, fault.code) for fault in faults] == [("LIUKE_ALLOWED_ORIGINS", "not-an-origin")]


# -- answers ----------------------------------------------------------------------------------------------------------
def test_a_named_origin_reads_what_members_apps_need(open_shop: Served) -> None:
    member = open_shop.member("elsewhere")
    token = open_shop.ok("POST", f"/v1/members/{member}/token", {})["token"]
    for origin in (PAGES, "http://127.0.0.1:5174"):
        answer = open_shop.call("GET", "/v1/members/me/centre", key=token, Origin=origin)
        assert answer.status_code == 200
        assert (answer.headers[ALLOWED], answer.headers["vary"]) == (origin, "origin")
        assert {"x-request-id", "retry-after"} <= set(answer.headers["access-control-expose-headers"].split(", "))
        assert "access-control-allow-credentials" not in answer.headers
    refused = open_shop.call("GET", "/v1/members/me/centre", key="nobody", Origin=PAGES)
    assert (refused.status_code, refused.headers[ALLOWED]) == (401, PAGES), "why it was refused can be read, too"
    missing = open_shop.call("GET", "/v1/media/med_1_00000000000000000000000000000000", key="", Origin=PAGES)
    assert (missing.status_code, missing.headers[ALLOWED]) == (404, PAGES)


def test_other_origins_and_what_is_not_for_members_say_nothing(open_shop: Served) -> None:
    for origin in (STRANGER, "null", PAGES + ".stranger.example", ""):
        answer = open_shop.call("GET", "/v1/me", Origin=origin)
        assert (answer.status_code, answer.headers["vary"]) == (200, "origin"), "what a cache keeps depends on it"
        assert ALLOWED not in answer.headers
    assert ALLOWED not in open_shop.call("GET", "/v1/members", Origin=PAGES).headers
    assert ALLOWED not in open_shop.call("POST", "/v1/sessions", {}, key="", Origin=PAGES).headers
    assert ALLOWED not in open_shop.call("GET", "/v1/no-such-thing", Origin=PAGES).headers


@pytest.mark.parametrize(
    ("path", "method", "methods"),
    [("/v1/track", "POST", "POST"), ("/v1/members/me/check-in", "POST", "GET, HEAD, POST"),
     ("/v1/members/me/proofs", "POST", "GET, HEAD, POST"), ("/v1/me", "GET", "GET, HEAD")],
)  # fmt: skip
def test_a_browser_may_ask_first(open_shop: Served, path: str, method: str, methods: str) -> None:
    asked = {"Origin": PAGES, "Access-Control-Request-Method": method}
    with open_shop.client("") as client:
        answer = client.request("OPTIONS", path, headers=asked)
    assert (answer.status_code, answer.content) == (204, b"")
    assert (answer.headers[ALLOWED], answer.headers["access-control-allow-methods"]) == (PAGES, methods)
    taken = set(answer.headers["access-control-allow-headers"].split(", "))
    assert {"authorization", "content-type", "idempotency-key", "x-liuke-device"} <= taken
    assert answer.headers["access-control-max-age"] == "7200"


def test_who_may_not_is_refused_as_ever(open_shop: Served, shop: Served) -> None:
    def ask(served: Served, path: str, **headers: str) -> int:
        with served.client("") as client:
            answer = client.request("OPTIONS", path, headers=headers)
        assert ALLOWED not in answer.headers
        return answer.status_code

    wanted = {"Access-Control-Request-Method": "POST"}
    assert ask(open_shop, "/v1/track", Origin=STRANGER, **wanted) == 405
    assert ask(open_shop, "/v1/track", Origin=PAGES) == 405, "nothing is asked about"
    assert ask(open_shop, "/v1/keys", Origin=PAGES, **wanted) == 405
    assert ask(open_shop, "/v1/no-such-thing", Origin=PAGES, **wanted) == 404
    assert ask(shop, "/v1/track", Origin=PAGES, **wanted) == 405, "by default nobody may"
    assert "vary" not in shop.call("GET", "/v1/me", Origin=PAGES).headers
