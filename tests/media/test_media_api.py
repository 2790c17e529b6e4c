"""Pictures over HTTP, from two processes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from PIL import Image

from liuke.bootstrap import read_program_file
from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.media.pictures import PLACE, bomb, draw, encode, form, photo
from tests.server import TestDatabase


@pytest.fixture(scope="module")
def shop(module_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    environ = make_environ(module_database, tmp_path_factory.mktemp("media"), **NO_LIMITS)
    keys = prepare(
        environ, writer=["program:write", "program:read"], support=["members:read", "members:write"],
        reader=["program:read"],
    )  # fmt: skip
    with serve(environ, keys, workers=2) as served:
        yield served


def send(
    shop: Served, path: str, body: bytes, media: str = "application/octet-stream", *, key: str = "owner"
) -> httpx.Response:
    with shop.client(key, **{"Content-Type": media, "Accept-Language": "en"}) as client:
        return client.post(path, content=body)


def read(shop: Served, path: str, *, key: str = "", **headers: str) -> httpx.Response:
    with shop.client(key, **headers) as client:
        return client.get(path)


def test_a_picture_of_goods_is_shown_to_everybody(shop: Served) -> None:
    answer = send(shop, "/v1/media?purpose=goods", photo(), key="writer")
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["state"], made["purpose"], made["member_id"]) == ("shown", "goods", None)
    assert send(shop, "/v1/media", photo()).status_code == 200
    media, body = form(photo(), "evil.php")
    assert send(shop, "/v1/media", body, media).json()["id"] == made["id"]
    path = f"/v1/media/{made['id']}"
    shown = read(shop, path)
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert shown.headers.get_list("cache-control") == ["public, max-age=3600"]
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert PLACE not in shown.content
    assert Image.open(io.BytesIO(shown.content)).size == (200, 300)
    assert Image.open(io.BytesIO(read(shop, f"{path}?size=thumb").content)).size == (107, 160)
    same = read(shop, path, **{"If-None-Match": shown.headers["etag"]})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", shown.headers["etag"])
    problem = shop.problem(422, "GET", f"{path}?size=huge", key="")
    assert problem["code"] == "invalid-input"
    for wrong in (f"{path[:-1]}0", "/v1/media/x", "/v1/media/med_9_" + "0" * 32):
        missing = read(shop, wrong)
        assert (missing.status_code, missing.headers["cache-control"]) == (404, "no-store")


def test_people_decide_what_is_shown_and_it_is_written_down(shop: Served) -> None:
    made = send(shop, "/v1/media?purpose=theme", encode(draw(20))).json()
    path = f"/v1/media/{made['id']}"
    refused = shop.ok("POST", f"{path}/refuse", {"reason": "not ours"}, key="writer")
    assert (refused["state"], refused["reason"]) == ("refused", "not ours")
    assert read(shop, path).status_code == 404
    assert read(shop, f"{path}/preview", key="reader").status_code == 200
    assert [one["id"] for one in shop.ok("GET", "/v1/media?state=refused")["items"]] == [made["id"]]
    near = send(shop, "/v1/media?purpose=theme", encode(draw(20, (900, 600)), quality=70)).json()
    assert (near["state"], near["reason"]) == ("pending", "looks-like-a-refused-one")
    assert shop.ok("POST", f"{path}/show", {})["state"] == "shown"
    assert read(shop, path).status_code == 200
    erased = shop.ok("POST", f"{path}/erase", {"reason": "old"})
    assert (erased["state"], erased["sizes"], erased["reason"]) == ("erased", [], "old")
    assert read(shop, path).status_code == 404
    assert read(shop, f"{path}/preview", key="owner").status_code == 404
    assert shop.ok("GET", f"{path}/details")["state"] == "erased"
    assert shop.problem(404, "POST", f"{path}/show", {})["code"] == "not-found"
    acts = [row[0] for row in shop.rows("SELECT action FROM audit_log WHERE subject = $1 ORDER BY 1",
                                        f"media/{made['id']}")]  # fmt: skip
    assert acts == ["media.erased", "media.refused", "media.shown"]
    assert shop.problem(403, "POST", f"{path}/show", {}, key="reader")["code"] == "forbidden"
    assert send(shop, "/v1/media", photo(), key="support").status_code == 403


def test_what_is_no_picture_is_refused_before_it_is_decoded(shop: Served) -> None:
    for body, reason in ((b"", "unreadable"), (bomb(9_000, 9_000), "too-many-pixels"), (b"MZ" * 50, "unreadable")):
        answer = send(shop, "/v1/media", body, "image/png")
        assert (answer.status_code, answer.json()["code"], answer.json()["reason"]) == (422, "not-a-picture", reason)
    large = send(shop, "/v1/media", b"\xff\xd8\xff" + bytes(11_000_000))
    assert (large.status_code, large.json()["code"]) == (413, "body-too-large")


def test_a_proof_is_the_members_own(shop: Served) -> None:
    member, other = shop.member("prover"), shop.member("other")
    token = shop.ok("POST", f"/v1/members/{member}/token", {})["token"]
    foreign = shop.ok("POST", f"/v1/members/{other}/token", {})["token"]
    answer = send(shop, "/v1/members/me/proofs", photo(30), key=token)
    assert answer.status_code == 201, answer.text
    proof = answer.json()
    assert (proof["state"], proof["member_id"], proof["by"]) == ("pending", member, f"member:{member}")
    mine = f"/v1/members/me/proofs/{proof['id']}"
    assert read(shop, mine, key=token).status_code == 200
    assert read(shop, mine, key=token).headers["cache-control"] == "no-store"
    assert [one["id"] for one in shop.ok("GET", "/v1/members/me/proofs", key=token)["items"]] == [proof["id"]]
    assert read(shop, mine, key=foreign).status_code == 404
    assert shop.ok("GET", "/v1/members/me/proofs", key=foreign)["items"] == []
    shop.ok("POST", f"/v1/media/{proof['id']}/show", {}, key="support")
    assert read(shop, f"/v1/media/{proof['id']}").status_code == 404, "a proof is never shown to everybody"
    assert read(shop, f"/v1/media/{proof['id']}/preview", key="reader").status_code == 404
    assert read(shop, f"/v1/media/{proof['id']}/preview", key="support").status_code == 200
    assert shop.problem(403, "GET", "/v1/media?purpose=proof", key="reader")["code"] == "forbidden"
    assert proof["id"] not in [one["id"] for one in shop.ok("GET", "/v1/media", key="reader")["items"]]
    assert send(shop, "/v1/media", photo(30), key=token).status_code == 403
    statuses = [send(shop, "/v1/members/me/proofs", photo(30 + n), key=token).status_code for n in range(1, 12)]
    assert statuses == [201] * 9 + [409] * 2
    assert shop.call("DELETE", f"/v1/members/{other}/proofs/{proof['id']}").status_code == 404
    assert shop.ok("DELETE", mine, key=token)["state"] == "erased"
    assert read(shop, mine, key=token).status_code == 404


def test_sixty_four_uploads_of_one_picture_from_two_processes_are_one_row(shop: Served) -> None:
    body = encode(draw(60))
    with ThreadPoolExecutor(64) as pool:
        answers = list(pool.map(lambda _: send(shop, "/v1/media?purpose=prize", body), range(64)))
    assert sorted(answer.status_code for answer in answers) == [200] * 63 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert shop.rows("SELECT count(*) FROM medium WHERE purpose = 'prize'") == [(1,)]


def test_a_program_names_pictures_that_are_there(shop: Served) -> None:
    document: dict[str, Any] = dict(read_program_file("tea_shop").data)
    missing = "med_1_" + "0" * 32
    document["mall"] = [{**document["mall"][0], "picture": missing}, *document["mall"][1:]]
    problem = shop.problem(422, "POST", "/v1/program/publish", {"spec": document, "accept_warnings": True})
    assert "unknown-medium" in [fault["code"] for fault in problem["faults"]]
    made = send(shop, "/v1/media?purpose=goods", photo(70)).json()
    document["mall"] = [{**document["mall"][0], "picture": made["id"]}, *document["mall"][1:]]
    version = shop.ok("POST", "/v1/program/publish", {"spec": document, "accept_warnings": True})["version"]
    shop.wait_for_version(version)
    items = {item["item"]: item for item in shop.ok("GET", "/v1/mall/items")["items"]}
    assert items[document["mall"][0]["id"]]["picture"] == made["id"]
