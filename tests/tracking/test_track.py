"""Tracked events over HTTP: whose they are, once each, erased and exported with the member, seen by nobody else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from liuke.kernel.clock import DAY_US, SECOND_US
from tests.api.support import Served, prepare
from tests.tracking.support import PATH, count, event, kept, now_us, request


def agree(shop: Served, member: str, *, given: bool = True) -> None:
    """What the member says of being tracked."""
    shop.ok("POST", f"/v1/members/{member}/consents", {"purpose": "tracking", "given": given})


def token(shop: Served, member: str) -> str:
    """Of a member who agreed."""
    agree(shop, member)
    found: str = shop.ok("POST", f"/v1/members/{member}/token", {})["token"]
    return found


def test_a_members_token_says_whose_they_are(shop: Served) -> None:
    member = shop.member("own")
    mine = token(shop, member)
    before = shop.rows("SELECT ops, doc::text, last_active_us FROM member_state WHERE member_id = $1", int(member))
    answer = shop.ok("POST", PATH, request(event("own-0001"), event("own-0002", data={}), anonymous_id="d1"), key=mine)
    assert count(answer) == (2, 0, 0)
    assert abs(answer["server_us"] - now_us()) < 60 * SECOND_US
    assert kept(shop, "own-") == [
        ("own-0001", int(member), "d1", "page.viewed", '{"page":"home"}'),
        ("own-0002", int(member), "d1", "page.viewed", "{}"),
    ]
    # nothing of it passed the engine
    after = shop.rows("SELECT ops, doc::text, last_active_us FROM member_state WHERE member_id = $1", int(member))
    assert after == before
    other = shop.member("other")
    answer = shop.ok("POST", PATH, request(event("own-0003", member=other), event("own-0004")), key=mine)
    assert (count(answer), answer["refused"][0]["faults"][0]["code"]) == ((1, 0, 1), "set-by-server")


def test_a_publishable_key_speaks_for_devices_and_for_nothing_else(shop: Served) -> None:
    assert shop.keys["app"].startswith("pk_")
    assert shop.keys["backend"].startswith("lk_")
    member = shop.member("named")
    answer = shop.ok(
        "POST", PATH, request(event("app-0001"), event("app-0002", member=member), anonymous_id="phone-1"), key="app"
    )
    assert count(answer) == (1, 0, 1)
    assert [(one["at"], one["id"], one["faults"][0]["code"]) for one in answer["refused"]] == [
        (1, "app-0002", "devices-only")
    ]
    assert kept(shop, "app-", "id, member_id, anonymous_id") == [("app-0001", 0, "phone-1")]
    answer = shop.ok("POST", PATH, request(event("app-0003")), key="app")
    assert (count(answer), answer["refused"][0]["faults"][0]["code"]) == ((0, 0, 1), "missing")
    for method, path in (("GET", f"/v1/members/{member}"), ("POST", "/v1/events"), ("GET", "/v1/keys")):
        assert shop.problem(403, method, path, {} if method == "POST" else None, key="app")["code"] == "forbidden"
    assert shop.problem(403, "POST", PATH, request(event("app-0004")), key="reader")["code"] == "forbidden"
    assert shop.problem(401, "POST", PATH, request(event("app-0004")), key="")["code"] == "unauthorized"


def test_a_backends_key_names_members(shop: Served) -> None:
    member = shop.member("backend")
    agree(shop, member)
    events = [
        event("srv-0001", member=member), event("srv-0002", member="wechat:backend"),
        event("srv-0003", member="wechat:nobody-at-all"), event("srv-0004", member="9999999"),
        event("srv-0005", member="?"), event("srv-0006"),
    ]  # fmt: skip
    answer = shop.ok("POST", PATH, request(*events, anonymous_id="web-1"), key="backend")
    assert count(answer) == (3, 0, 3)
    assert [(one["id"], one["faults"][0]["code"]) for one in answer["refused"]] == [
        ("srv-0003", "nobody"), ("srv-0004", "nobody"), ("srv-0005", "not-a-member"),
    ]  # fmt: skip
    assert kept(shop, "srv-", "id, member_id") == [
        ("srv-0001", int(member)), ("srv-0002", int(member)), ("srv-0006", 0),
    ]  # fmt: skip


def test_sent_again_it_counts_once_whoever_sends_it_and_however_late(shop: Served) -> None:
    mine = token(shop, shop.member("again"))
    first = event("twice-01", t_us=now_us() - 29 * DAY_US)
    assert count(shop.ok("POST", PATH, request(first, first, anonymous_id="d2"), key="app")) == (1, 1, 0)
    assert count(shop.ok("POST", PATH, request(first, event("twice-02")), key=mine)) == (1, 1, 0)
    assert kept(shop, "twice-", "id, member_id = 0") == [("twice-01", True), ("twice-02", False)]
    # as if the first had come weeks ago: what is remembered belongs to no day
    shop.rows("UPDATE track_id SET day = day - 40 WHERE tenant_id = liuke_tenant() RETURNING 1")
    assert count(shop.ok("POST", PATH, request(first), key=mine)) == (0, 1, 0)


def test_without_consent_nothing_is_kept(shop: Served) -> None:
    problem = shop.problem(403, "POST", PATH, request(event("no-00001"), consent=False, anonymous_id="d"), key="app")
    assert problem["code"] == "consent-missing"
    zh = shop.problem(
        403, "POST", PATH, request(event("no-00001"), consent=False), key="app", **{"Accept-Language": "zh"}
    )
    assert zh["title"] == "未经同意，不记录行为"
    assert kept(shop, "no-") == []


def test_what_a_member_said_counts_whatever_the_device_says(shop: Served) -> None:
    member = shop.member("said")
    mine = shop.ok("POST", f"/v1/members/{member}/token", {})["token"]
    named = event("said-001", member=member)
    for key, sent in ((mine, event("said-001")), ("backend", named)):
        answer = shop.ok("POST", PATH, request(sent, event("said-002"), anonymous_id="said"), key=key)
        codes = [one["faults"][0]["code"] for one in answer["refused"]]
        assert codes == ["no-consent"] * (2 if key == mine else 1)
    assert kept(shop, "said-", "id, member_id") == [("said-002", 0)]  # a device that nobody is signed in on
    agree(shop, member)
    assert count(shop.ok("POST", PATH, request(event("said-003")), key=mine)) == (1, 0, 0)
    agree(shop, member, given=False)
    answer = shop.ok("POST", PATH, request(event("said-004")), key=mine)
    assert (count(answer), answer["refused"][0]["faults"][0]["code"]) == ((0, 0, 1), "no-consent")
    assert [row[0] for row in kept(shop, "said-")] == ["said-002", "said-003"]


def test_what_is_wrong_is_said_in_the_readers_language(shop: Served) -> None:
    wrong = request(event("words-01", data={"phone": "1"}), anonymous_id="d")
    [refused] = shop.ok("POST", PATH, wrong, key="app", **{"Accept-Language": "zh"})["refused"]
    assert refused == {
        "at": 0, "id": "words-01",
        "faults": [{"path": "data.phone", "code": "personal-field", "message": "属于个人信息，不能上报",
                    "technical": "is personal by its name → leave it out"}],
    }  # fmt: skip


def test_a_wrong_clock_is_corrected(shop: Served) -> None:
    slow = now_us() - 100 * DAY_US
    body = {"consent": True, "sent_us": slow, "anonymous_id": "d", "events": [event("clock-01", t_us=slow - 7)]}
    server_us = shop.ok("POST", PATH, body, key="app")["server_us"]
    assert kept(shop, "clock-", "device_us, t_us, received_us") == [(slow - 7, server_us - 7, server_us)]


def test_another_tenant_has_ids_and_devices_of_its_own(shop: Served) -> None:
    other = prepare({**shop.environ, "LIUKE_TENANT": "other"}, app=["track:write"])
    both = request(event("shared-1"), anonymous_id="same")
    assert count(shop.ok("POST", PATH, both, key="app")) == (1, 0, 0)
    assert count(shop.ok("POST", PATH, both, key=other["app"])) == (1, 0, 0)
    assert len(kept(shop, "shared-")) == 1
    member = shop.member("theirs")
    answer = shop.ok("POST", PATH, request(event("shared-2", member=member)), key=other["owner"])
    assert answer["refused"][0]["faults"][0]["code"] == "nobody"


def test_it_goes_with_the_member_and_with_their_devices(shop: Served) -> None:
    gone, stays = shop.member("gone"), shop.member("stays")
    theirs, others = token(shop, gone), token(shop, stays)
    # one that was used is believed for another two seconds
    unused = shop.ok("POST", f"/v1/members/{gone}/token", {"seconds": 600})["token"]
    shop.ok("POST", PATH, request(event("bye-0001"), anonymous_id="bye-device"), key="app")
    shop.ok("POST", PATH, request(event("bye-0002"), anonymous_id="bye-device"), key=theirs)
    shop.ok("POST", PATH, request(event("bye-0003"), anonymous_id="bye-device"), key=others)  # a shared device
    shop.ok("POST", PATH, request(event("bye-0004"), anonymous_id="another"), key="app")
    exported = shop.ok("GET", f"/v1/members/{gone}/export")["tracked"]
    assert [(one["type"], one["anonymous_id"], one["data"]) for one in exported] == [
        ("page.viewed", "bye-device", {"page": "home"})
    ]
    erased = shop.ok("POST", f"/v1/members/{gone}/erase", {"reason": "asked for it"})
    assert erased["tracked"] == 1
    assert [row[0] for row in kept(shop, "bye-")] == ["bye-0003", "bye-0004"]
    assert shop.problem(401, "POST", PATH, request(event("bye-0005")), key=unused)["code"] == "unauthorized"
    late = request(event("bye-0005", member=gone), event("bye-0002", member=gone))
    answer = shop.ok("POST", PATH, late, key="backend")
    assert [one["faults"][0]["code"] for one in answer["refused"]] == ["nobody", "nobody"]
    assert [row[0] for row in kept(shop, "bye-")] == ["bye-0003", "bye-0004"]


def test_it_follows_the_member_it_went_into(shop: Served) -> None:
    old, new = shop.member("merged-old"), shop.member("merged-new")
    mine = token(shop, old)
    agree(shop, new)
    shop.ok("POST", PATH, request(event("merge-01")), key=mine)
    shop.ok("POST", f"/v1/members/{new}/merge", {"other": old, "reason": "one person"})
    shop.ok("POST", PATH, request(event("merge-02")), key=mine)
    assert kept(shop, "merge-", "id, member_id") == [("merge-01", int(old)), ("merge-02", int(new))]
    assert len(shop.ok("GET", f"/v1/members/{new}/export")["tracked"]) == 2


def test_it_is_exported_and_counted(shop: Served, tmp_path: Path) -> None:
    member = shop.member("table")
    agree(shop, member)
    shop.ok(
        "POST", PATH, request(event("table-01", member=member), event("table-02"), anonymous_id="d3"), key="backend"
    )
    out = tmp_path / "tracked.ndjson"
    command = [sys.executable, "-m", "liuke.cli.main", "export", "tracked", "--out", str(out)]
    done = subprocess.run(command, env=shop.environ, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    found = {row["id"]: row for row in rows if row["id"].startswith("table-")}
    assert [(row["member_id"], row["type"], row["data"]) for _, row in sorted(found.items())] == [
        (member, "page.viewed", {"page": "home"}), (None, "page.viewed", {"page": "home"}),
    ]  # fmt: skip
    assert "anonymous_id" not in found["table-01"]
    figures = shop.call("GET", "/metrics").text
    assert 'liuke_tracked_events_total{outcome="stored",process="' in figures


def test_a_body_that_is_too_large_or_none(shop: Served) -> None:
    big = request(*(event(f"big-{n:05}", data={"q": "x" * 900, "r": "y" * 900, "s": "z" * 900}) for n in range(199)))
    assert shop.problem(413, "POST", PATH, big, key="app")["code"] == "body-too-large"
    assert shop.problem(422, "POST", PATH, request(), key="app")["faults"][0]["path"] == "events"
    with shop.client("app") as client:
        assert client.post(PATH, content=b"{").json()["code"] == "malformed-json"


def test_the_tables_are_lawful(shop: Served) -> None:
    command = [sys.executable, "-m", "liuke.cli.main", "verify"]
    done = subprocess.run(command, env=shop.environ, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
