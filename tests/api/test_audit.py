"""The audit log over HTTP: every administrative act has its line, and lines can be found."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from liuke.db.pool import connect, transaction
from tests.api.people_support import log_in
from tests.api.support import Served


def test_every_administrative_act_has_its_line(shop: Served) -> None:
    owner = log_in(shop, "audited@example.com", "owner")
    spec = owner.ok("GET", "/v1/program")["spec"]
    member = shop.member("audit-1")
    kept = owner.ok("PUT", "/v1/program/drafts/audited", {"spec": spec, "base_version": 1})
    owner.ok("DELETE", "/v1/program/drafts/audited", **{"If-Match": str(kept["updated_us"])})
    changed = {**spec, "description": {"zh": "新", "en": "new"}}
    owner.ok("POST", "/v1/program/publish", {"spec": changed, "accept_warnings": True, "note": "a word"})
    owner.ok("POST", "/v1/program/rollback", {"version": 1})
    key = owner.ok("POST", "/v1/keys", {"name": "audited", "scopes": ["members:read"]})["key_id"]
    second = owner.ok("POST", f"/v1/keys/{key}/rotate", {"overlap_seconds": 60})["key_id"]
    owner.ok("DELETE", f"/v1/keys/{second}")
    body = {"adjustment_id": "audit", "member": member, "asset": "points", "amount": 5, "reason": "why"}
    owner.ok("POST", "/v1/adjustments", body)
    owner.ok("POST", "/v1/adjustments/audit/reject")
    made = owner.ok("POST", "/v1/people", {"email": "audited2@example.com", "role": "reader"})
    owner.ok("PATCH", f"/v1/people/{made['person_id']}", {"active": False})
    hook = owner.ok("POST", "/v1/webhooks", {"url": "https://erp.example/liuke"})["endpoint"]["endpoint_id"]
    owner.ok("PATCH", f"/v1/webhooks/{hook}", {"description": "the ERP"})
    owner.ok("POST", f"/v1/webhooks/{hook}/secret/rotate", {"overlap_seconds": 60})
    sent = owner.ok("POST", f"/v1/webhooks/{hook}/test")["delivery_id"]
    owner.ok("POST", f"/v1/webhooks/{hook}/deliveries/{sent}/replay")
    owner.ok("DELETE", f"/v1/webhooks/{hook}")
    owner.ok("DELETE", "/v1/sessions")

    found = shop.ok("GET", f"/v1/audit?actor={owner.actor}&limit=200")["items"]
    assert [(one["action"], one["subject"]) for one in reversed(found)] == [
        ("session.begun", f"person/{owner.me['person']['person_id']}"),
        ("program.draft_saved", "draft/audited"),
        ("program.draft_discarded", "draft/audited"),
        ("program.published", "program/2"),
        ("program.rolled_back", "program/3"),
        ("key.made", f"key/{key}"),
        ("key.rotated", f"key/{key}"),
        ("key.revoked", f"key/{second}"),
        ("adjustment.asked", "adjustment/audit"),
        ("adjustment.rejected", "adjustment/audit"),
        ("person.added", f"person/{made['person_id']}"),
        ("person.changed", f"person/{made['person_id']}"),
        ("webhook.created", f"webhook/{hook}"),
        ("webhook.changed", f"webhook/{hook}"),
        ("webhook.secret_rotated", f"webhook/{hook}"),
        ("webhook.tested", f"webhook/{hook}"),
        ("webhook.delivery_replayed", f"webhook-delivery/{sent}"),
        ("webhook.deleted", f"webhook/{hook}"),
        ("session.ended", f"person/{owner.me['person']['person_id']}"),
    ]
    published = next(one for one in found if one["action"] == "program.published")
    assert published["details"]["note"] == "a word"
    for secret in (made["password"], owner.token, owner.me["csrf"]):
        assert secret not in str(found)


def test_filters(shop: Served) -> None:
    person = log_in(shop, "seeker@example.com", "finance")
    items = person.ok("GET", "/v1/audit?action=key.&limit=200")["items"]
    assert items
    assert {one["action"].split(".")[0] for one in items} == {"key"}
    exact = person.ok("GET", "/v1/audit?action=person.added&limit=200")["items"]
    assert {one["action"] for one in exact} == {"person.added"}
    subject = exact[0]["subject"]
    of_one = person.ok("GET", f"/v1/audit?subject={subject}")["items"]
    assert {one["subject"] for one in of_one} == {subject}
    people = person.ok("GET", "/v1/audit?subject=person/&limit=200")["items"]
    assert {one["subject"].split("/")[0] for one in people} == {"person"}
    t_us = exact[0]["t_us"]
    assert all(one["t_us"] >= t_us for one in person.ok("GET", f"/v1/audit?from_us={t_us}")["items"])
    assert all(one["t_us"] < t_us for one in person.ok("GET", f"/v1/audit?until_us={t_us}")["items"])
    assert person.ok("GET", f"/v1/audit?from_us={t_us}&until_us={t_us}")["items"] == []
    assert person.ok("GET", "/v1/audit?q=SEEKER@")["items"][0]["actor"] == person.actor
    assert person.ok("GET", "/v1/audit?q=%25")["items"] == []
    assert person.ok("GET", "/v1/audit?actor=nobody")["items"] == []
    assert person.problem(422, "GET", "/v1/audit?actor=%00")["faults"][0]["code"] == "not-text"
    assert person.problem(422, "GET", "/v1/audit?who=x")["faults"][0]["code"] == "unknown-field"


def test_pages_neither_skip_nor_repeat(shop: Served) -> None:
    whole = [one["audit_id"] for one in shop.ok("GET", "/v1/audit?limit=200")["items"]]
    seen, cursor = list[str](), ""
    while True:
        page = shop.ok("GET", f"/v1/audit?limit=3&cursor={cursor}")
        seen += [one["audit_id"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        if not cursor:  # what comes in between is newer than where the reader is
            shop.ok("POST", "/v1/keys", {"name": "between", "scopes": ["redeem"]})
        cursor = page["next_cursor"]
    assert seen == whole


def test_only_who_may_read_it(shop: Served) -> None:
    assert shop.problem(403, "GET", "/v1/audit", key="keys")["scopes"] == ["audit:read"]
    shop.problem(401, "GET", "/v1/audit", key="")


def test_lines_are_only_added(shop: Served) -> None:
    async def forge(sql: str) -> None:
        app = await connect(shop.environ["LIUKE_DATABASE_URL"])
        try:
            async with transaction(app, tenant_id=1):
                await app.execute(sql)
        finally:
            await app.close()

    before = shop.rows("SELECT count(*) FROM audit_log")
    for sql in ("DELETE FROM audit_log", "UPDATE audit_log SET actor = 'nobody'", "TRUNCATE audit_log"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            asyncio.run(forge(sql))
    assert shop.rows("SELECT count(*) FROM audit_log") == before
