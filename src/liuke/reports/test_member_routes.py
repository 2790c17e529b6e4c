"""Making a member a test member, who is counted nowhere: what was counted of them until then is counted anew."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from liuke.audit.store import insert_audit
from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.http.contracts import Call, Endpoint
from liuke.http.errors import Forbidden
from liuke.http.members import MEMBER_PATH, get_member
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.members.store import mark_test
from liuke.reports import rollup_store


class MarkTest(msgspec.Struct, forbid_unknown_fields=True):
    """Whether it is a test member from now on, and why."""

    test: bool
    reason: Annotated[str, Meta(min_length=1, max_length=500)]


class TestMark(msgspec.Struct):
    """``changed``: false where the member was that already."""

    member_id: str
    test: bool
    changed: bool


async def mark(pool: Pool, tenant_id: int, member_id: int, *, test: bool, reason: str, actor: str) -> bool:
    """Make somebody a test member, or a member like others again; whether that is new.

    The sums by day are forgotten with it and made anew from the tables by whoever needs them next.

    Raises:
        NotFound: there is no such member.
    """
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
        await rollup_store.wait_for_rollup(connection, tenant_id)
        before = await mark_test(connection, tenant_id, member_id, test=test)
        if before is None:
            raise NotFound(f"there is no member {member_id}")
        if before == test:
            return False
        await rollup_store.clear(connection, tenant_id)
        await insert_audit(
            connection, tenant_id, actor=actor, action="member.test_marked" if test else "member.test_unmarked",
            subject=f"member/{member_id}", details={"reason": reason},
        )  # fmt: skip
    return True


async def _mark(call: Call) -> TestMark:
    if call.principal.kind != "person":
        raise Forbidden("a person decides who is a test member", fix="register test members with test=true")
    given: MarkTest = call.body
    member_id = await get_member(call)
    services = call.services
    changed = await mark(
        services.pool, services.tenant_id, member_id, test=given.test, reason=given.reason, actor=call.principal.actor
    )
    return TestMark(str(member_id), given.test, changed)


ENDPOINTS = (
    Endpoint(
        "PUT", f"{MEMBER_PATH}/test", _mark, text("设为测试会员", "Make a member a test member"), "members",
        ("members:write",), body=MarkTest, response=TestMark, errors=(InvalidInput, NotFound),
        about="By a person, with a reason that the audit log keeps. Test members take no stock and are counted "
        "nowhere; what they took while they were test members is not given back to the stock later.",
    ),
)  # fmt: skip
