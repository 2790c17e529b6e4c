"""What members write, over HTTP: looked at, shown, liked, reported, taken down, erased; pictures with it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from tests.api.support import Served

WALL: dict[str, Any] = {
    "kind": "wall", "id": "stories", "name": {"zh": "故事墙", "en": "Stories"}, "per_day": 9,
    "rewards": [{"kind": "asset", "asset": "points", "amount": 5}],
}  # fmt: skip


@pytest.fixture(scope="module")
def members(shop: Served) -> list[str]:
    """Three members of a shop with a wall."""
    spec: dict[str, Any] = shop.ok("GET", "/v1/program")["spec"]
    changed = {**spec, "activities": [*spec["activities"], WALL], "posts": {"words": ["加微信"], "reports": 1}}
    version = shop.ok("POST", "/v1/program/publish", {"spec": changed, "accept_warnings": True})["version"]
    shop.wait_for_version(version)
    return [shop.member(f"writer_{n}") for n in range(3)]


def send_picture(shop: Served, member: str, colour: str) -> str:
    content = io.BytesIO()
    Image.effect_noise((64, 64), 90).convert("RGB").save(content, "PNG")
    del colour
    with shop.client(**{"content-type": "image/png"}) as client:
        return str(client.post(f"/v1/members/{member}/proofs", content=content.getvalue()).json()["id"])


def list_page(shop: Served, member: str, activity: str = "stories") -> list[list[tuple[str, str, str]]]:
    """Blocks of posts that the member's own token reads on the page of an activity: text, state, reason of each."""
    token = shop.ok("POST", f"/v1/members/{member}/token", {})["token"]
    page = shop.ok("GET", f"/v1/members/me/activities/{activity}/page", key=token)
    blocks = [one["items"] for one in page["blocks"] if one["block"] == "posts"]
    return [[(one["text"], one["state"], one["reason"]) for one in items] for items in blocks]


def test_from_the_queue_to_the_wall_and_off_it_again(shop: Served, members: list[str]) -> None:
    author, reader, _ = members
    path = f"/v1/members/{author}/activities/stories"
    picture = send_picture(shop, author, "red")
    first = shop.ok("POST", f"{path}/write", {"text": "我的第一杯", "pictures": [picture]})["result"]
    second = shop.ok("POST", f"{path}/write", {"text": "加 微信 领券"})["result"]
    assert (first["status"], second["status"]) == ("pending", "pending")
    stored = shop.rows("SELECT data::text FROM event WHERE type = 'wall.write'")
    assert stored
    assert all("我的第一杯" not in row[0] for row in stored)
    queue = shop.ok("GET", "/v1/posts")["items"]
    assert [(one["post"], one["text"], one["flags"], one["words"]) for one in queue] == [
        (first["post"], "我的第一杯", ["pictures"], []), (second["post"], "加 微信 领券", ["words"], ["加微信"]),
    ]  # fmt: skip
    assert [one["shown"] for one in queue] == ["writer_0", "writer_0"]  # without a phone: by their first name
    seen = f"/v1/members/{reader}/activities/stories/posts"
    assert shop.ok("GET", seen)["items"] == []
    own = shop.ok("GET", f"{path}/posts?whose=mine")["items"]
    assert [(one["state"], one["mine"]) for one in own] == [("waiting", True)] * 2
    assert list_page(shop, author) == [
        [("加 微信 领券", "waiting", ""), ("我的第一杯", "waiting", "")], []
    ]  # fmt: skip
    assert list_page(shop, reader) == [[]]
    public = f"/v1/posts/{first['post']}/pictures/{picture}"
    assert shop.call("GET", public, key="").status_code == 404
    fault = shop.problem(422, "POST", "/v1/posts/decide", {"posts": [second["post"]], "decision": "reject"})
    assert fault["errors"][0]["field"] == "reason" if "errors" in fault else fault["code"] == "invalid-input"
    shown = shop.ok("POST", "/v1/posts/decide", {"posts": [first["post"], "17"], "decision": "show"})
    assert [(one["status"], one["code"]) for one in shown["items"]] == [("shown", ""), ("", "post-not-found")]
    refused = {"posts": [second["post"]], "decision": "reject", "reason": "广告"}
    assert shop.ok("POST", "/v1/posts/decide", refused, **{"Idempotency-Key": "r"})["items"][0]["status"] == "rejected"
    assert shop.ok("POST", "/v1/posts/decide", refused, **{"Idempotency-Key": "r"})["items"][0]["status"] == "rejected"
    again = shop.ok("POST", "/v1/posts/decide", refused)["items"][0]
    assert (again["status"], again["code"]) == ("", "post-decided")
    assert shop.call("GET", public, key="").status_code == 200
    told = shop.rows("SELECT action FROM audit_log WHERE action = 'post.decided'")
    assert len(told) == 2
    assert [(one["text"], one["state"], one["pictures"], one["by"]) for one in shop.ok("GET", seen)["items"]] == [
        ("我的第一杯", "shown", [picture], "")  # other members never read a name that is not masked
    ]
    liked = shop.ok("POST", f"/v1/members/{reader}/activities/stories/like", {"post": first["post"]})["result"]
    assert (liked["likes"], liked["liked"]) == (1, True)
    page = shop.ok("GET", f"/v1/members/{reader}/activities/stories/page")
    (block,) = [one for one in page["blocks"] if one["block"] == "posts"]
    assert [(one["text"], one["likes"], one["liked"]) for one in block["items"]] == [("我的第一杯", 1, True)]
    assert list_page(shop, author) == [[("加 微信 领券", "refused", "广告")], [("我的第一杯", "shown", "")]]
    assert list_page(shop, reader) == [[("我的第一杯", "shown", "")]]
    mine = shop.ok("GET", f"{path}/posts?whose=mine")["items"]
    assert {one["state"]: one["reason"] for one in mine} == {"shown": "", "refused": "广告"}


def test_a_report_hides_it_and_who_is_erased_is_read_by_nobody(shop: Served, members: list[str]) -> None:
    author, reader, other = members
    (post,) = (one["post"] for one in shop.ok("GET", "/v1/posts?status=shown")["items"])
    token = shop.ok("POST", f"/v1/members/{reader}/token", {})["token"]
    reported = shop.ok("POST", f"/v1/members/me/posts/{post}/report", {"reason": "abuse"}, key=token)["result"]
    assert reported["status"] == ""
    for act in ("adopt", "unadopt"):
        assert shop.problem(403, "POST", f"/v1/members/me/posts/{post}/{act}", {}, key=token)["code"] == "forbidden"
    assert shop.problem(403, "GET", "/v1/posts", key=token)["code"] == "forbidden"
    (held,) = shop.ok("GET", "/v1/posts")["items"]
    assert (held["post"], held["flags"], held["reports"]) == (post, ["reported"], {"abuse": 1})
    assert shop.ok("GET", f"/v1/members/{other}/activities/stories/posts")["items"] == []
    shop.ok("POST", "/v1/posts/decide", {"posts": [post], "decision": "show"})
    assert len(shop.ok("GET", f"/v1/members/{other}/activities/stories/posts?order=liked")["items"]) == 1
    shop.ok("POST", f"/v1/members/{author}/erase", {"reason": "asked"})
    assert shop.ok("GET", f"/v1/members/{other}/activities/stories/posts")["items"] == []
    gone = shop.ok("GET", "/v1/posts?status=all&activity=stories")["items"]
    assert {(one["status"], one["text"]) for one in gone} == {("deleted", None)}
