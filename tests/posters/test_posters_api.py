"""Posters over HTTP: for the member's own token and the merchant's key, in the looks of the program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.posters.support import open_picture, photo, read_codes
from tests.server import TestDatabase

LINK = "https://m.tea.example/i/{code}"


@pytest.fixture(scope="module")
def shop(module_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    environ = make_environ(module_database, tmp_path_factory.mktemp("posters"), **NO_LIMITS)
    with serve(environ, prepare(environ, reader=["members:read"], redeem=["redeem"])) as served:
        publish(served, referral={
            "enabled": True, "platforms": ["h5"], "max_per_day": 9,
            "inviter": [{"kind": "asset", "asset": "points", "amount": 100}],
            "invitee": [{"kind": "asset", "asset": "points", "amount": 50}],
        }, posters={"link": LINK, "shop": {"zh": "留客茶铺", "en": "Liuke Tea House"}})  # fmt: skip
        yield served


def publish(shop: Served, **sections: Any) -> None:
    spec = shop.ok("GET", "/v1/program")["spec"]
    made = shop.ok("POST", "/v1/program/publish", {"spec": {**spec, **sections}, "accept_warnings": True})
    shop.wait_for_version(made["version"])


def join(shop: Served, name: str, **profile: str) -> tuple[str, str]:
    """A member and their token."""
    member = {"namespace": "wechat", "external_id": name, "profile": profile}
    number = shop.ok("POST", "/v1/members", member)["member_id"]
    return str(number), shop.ok("POST", f"/v1/members/{number}/token", {})["token"]


def fetch(shop: Served, path: str, key: str, locale: str = "zh", **headers: str) -> httpx.Response:
    with shop.client(key, **{"Accept-Language": locale, **headers}) as client:
        return client.get(path)


def test_an_invitation_is_drawn_once_there_is_a_code(shop: Served) -> None:
    number, token = join(shop, "poster-ann", nickname="阿禾")
    path = "/v1/members/me/poster"
    assert shop.problem(409, "GET", path, key=token)["code"] == "no-invite-code"
    assert [one["kind"] for one in shop.ok("GET", "/v1/members/me/posters", key=token)["posters"]] == []
    code = shop.ok("POST", "/v1/members/me/referral/code", {}, key=token)["result"]["code"]
    shown = fetch(shop, path, token)
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert shown.headers.get_list("cache-control") == ["private, no-cache"]
    assert open_picture(shown.content).size == (1_080, 1_620)
    assert read_codes(shown.content) == [LINK.format(code=code)]
    assert shop.ok("GET", "/v1/members/me/posters", key=token) == {
        "posters": [{"kind": "invite", "id": "", "title": "Invite friends", "width": 1_080, "height": 1_620}],
        "link": LINK.format(code=code), "scene": f"i={code}",
    }  # fmt: skip
    tag = shown.headers["etag"]
    same = fetch(shop, path, token, **{"If-None-Match": tag})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    by_key = fetch(shop, f"/v1/members/{number}/poster?kind=invite", "reader")
    assert (by_key.content, by_key.headers["etag"]) == (shown.content, tag)
    english, png = fetch(shop, path, token, "en"), fetch(shop, f"{path}?format=png", token)
    assert len({tag, english.headers["etag"], png.headers["etag"]}) == 3
    assert png.headers["content-type"] == "image/png"
    shop.ok("POST", f"/v1/members/{number}/profile", {"profile": {"nickname": "小禾\u202e🌸"}})
    renamed = fetch(shop, path, token, **{"If-None-Match": tag})
    assert (renamed.status_code, renamed.headers["etag"] != tag) == (200, True)
    assert read_codes(renamed.content) == [LINK.format(code=code)]


def test_nobody_draws_somebody_elses(shop: Served) -> None:
    number, _ = join(shop, "poster-bob")
    _, other = join(shop, "poster-carol")
    path = f"/v1/members/{number}/poster?kind=upgrade"
    assert shop.problem(403, "GET", path, key=other)["code"] == "forbidden"
    assert shop.problem(403, "GET", path, key="redeem")["code"] == "forbidden"
    assert shop.call("GET", path, key="").status_code == 401
    assert shop.problem(422, "GET", f"/v1/members/{number}/poster?kind=nude", key="reader")["code"] == "invalid-input"
    assert shop.problem(404, "GET", "/v1/members/99999999/poster", key="reader")["code"] == "not-found"


def test_badges_certificates_and_the_tier(shop: Served) -> None:
    number, token = join(shop, "poster-dave", nickname="Dave")
    path = f"/v1/members/{number}/poster"
    assert shop.problem(404, "GET", f"{path}?kind=badge&id=silver_member", key=token)["code"] == "not-found"
    order = {"order_id": "poster-1", "amount_cents": 120_000}
    shop.ok("POST", "/v1/events", {"type": "order.paid", "member": number, "key": "poster-1", "data": order})
    found = shop.ok("GET", f"/v1/members/{number}/posters", key=token)["posters"]
    kinds = [(one["kind"], one["id"]) for one in found]
    tier = shop.ok("GET", f"/v1/members/{number}")["tier"]["id"]
    assert kinds[0] == ("upgrade", tier)
    assert {("badge", "silver_member"), ("certificate", "silver_member")} <= set(kinds)
    assert next(one["title"] for one in found if one["id"] == "silver_member") == "Silver tea friend"
    tags = set[str]()
    for one in found:
        shown = fetch(shop, f"{path}?kind={one['kind']}&id={one['id']}", token)
        assert (shown.status_code, open_picture(shown.content).size) == (200, (one["width"], one["height"]))
        tags.add(shown.headers["etag"])
    assert len(tags) == len(found)
    assert shop.problem(404, "GET", f"{path}?kind=upgrade&id=nothing", key=token)["code"] == "not-found"


def test_the_merchants_picture_is_taken_by_its_name_alone(shop: Served) -> None:
    number, token = join(shop, "poster-erin")
    shop.ok("POST", "/v1/members/me/referral/code", {}, key=token)
    path = f"/v1/members/{number}/poster"
    plain = fetch(shop, path, token)
    with shop.client(**{"Content-Type": "image/jpeg"}) as client:
        medium = client.post("/v1/media?purpose=theme", content=photo()).json()["id"]
    terms = shop.ok("GET", "/v1/program")["spec"]["posters"]
    publish(shop, posters={**terms, "invite": {**terms["invite"], "picture": medium}})
    dressed = fetch(shop, path, token)
    assert dressed.headers["etag"] != plain.headers["etag"]
    assert open_picture(dressed.content).getpixel((1_040, 20)) != open_picture(plain.content).getpixel((1_040, 20))
    shop.ok("POST", f"/v1/media/{medium}/refuse", {"reason": "old"})
    assert fetch(shop, path, token).headers["etag"] == plain.headers["etag"], "line art again"
    foreign = {**terms, "invite": {**terms["invite"], "picture": "https://elsewhere.example/a.jpg"}}
    spec = shop.ok("GET", "/v1/program")["spec"]
    assert shop.call("POST", "/v1/program/publish", {"spec": {**spec, "posters": foreign}}).status_code == 422
    publish(shop, posters=terms)


def test_who_was_erased_is_drawn_nowhere(shop: Served) -> None:
    number, token = join(shop, "poster-fred", nickname="Fred")
    shop.ok("POST", "/v1/members/me/referral/code", {}, key=token)
    assert fetch(shop, f"/v1/members/{number}/poster", "reader").status_code == 200
    shop.ok("POST", f"/v1/members/{number}/erase", {"reason": "asked for"})
    assert shop.problem(404, "GET", f"/v1/members/{number}/poster", key="reader")["code"] == "not-found"
    assert shop.problem(404, "GET", f"/v1/members/{number}/posters", key="reader")["code"] == "not-found"


def test_what_is_drawn_for_a_member_in_a_minute_is_limited(shop: Served) -> None:
    terms = shop.ok("GET", "/v1/program")["spec"]["posters"]
    publish(shop, posters={**terms, "per_minute": 2})
    number, token = join(shop, "poster-gina")
    shop.ok("POST", "/v1/members/me/referral/code", {}, key=token)
    paths = [f"/v1/members/{number}/poster?format={form}" for form in ("jpeg", "png")]
    assert [fetch(shop, path, token).status_code for path in paths] == [200, 200]
    limited = fetch(shop, paths[0], token, "en")
    assert (limited.status_code, limited.json()["code"]) == (429, "rate-limited")
    assert int(limited.headers["retry-after"]) >= 1
    assert [fetch(shop, path, token).status_code for path in paths] == [200, 200], "they were drawn before"
    other, key = join(shop, "poster-hugo")
    shop.ok("POST", f"/v1/members/{other}/referral/code", {})
    assert fetch(shop, f"/v1/members/{other}/poster", key).status_code == 200
    publish(shop, posters=terms)


def test_what_cannot_be_read_is_not_published(shop: Served) -> None:
    spec = shop.ok("GET", "/v1/program")["spec"]
    terms = spec["posters"]
    invite = {**terms["invite"], "ground": "#f0f0f0", "accent": "#ffe0a0"}
    looks = [{"badge": "silver_member", "ground": "#f0f0f0"}, {"badge": "silver_member"}]
    wrong = {**terms, "link": "", "invite": invite, "badges": looks}
    body = {"spec": {**spec, "posters": wrong}}
    refused = shop.problem(422, "POST", "/v1/program/publish", body)
    found = {(one["code"], one["path"]) for one in refused["faults"] if one["path"].startswith("posters")}
    assert found == {
        ("low-contrast", "posters.invite.ink"), ("low-contrast", "posters.invite.accent"),
        ("low-contrast", "posters.badges.0.ground"), ("badge-twice", "posters.badges.0.badge"),
        ("badge-twice", "posters.badges.1.badge"), ("poster-without-link", "posters.link"),
    }  # fmt: skip
    for link in ("http://m.tea.example/{code}", "https://m.tea.example/", "javascript:{code}"):
        answer = shop.call("POST", "/v1/program/publish", {"spec": {**spec, "posters": {**terms, "link": link}}})
        assert answer.status_code == 422, link
