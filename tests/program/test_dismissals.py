"""Findings that are set aside: with who, when and why; they come back when what they say changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, create_pool, transaction
from liuke.engine.store import SESSION_SETTINGS
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.members.store import make_tenant
from liuke.program.findings import Finding
from liuke.program.spec import ProgramBase
from liuke.publishing.dismissal_store import Dismissal
from liuke.publishing.dismissals import Dismissed, agrees, dismiss, list_facts, read_dismissed, restore
from liuke.publishing.lint import LintFailed
from liuke.publishing.programs import Programs, load_program
from tests.program.shop import TEST_DOMAINS, document, prize
from tests.server import TestDatabase

BOUND = ("without-bound", "prizes.c.quota")


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await create_pool(database.dsn, min_size=1, max_size=8, server_settings=SESSION_SETTINGS)
    yield made
    await made.close()


@pytest.fixture
async def programs(database: TestDatabase, pool: Pool) -> Programs:
    owner = await create_pool(database.owner_dsn, min_size=1, max_size=1)
    async with acquire(owner) as connection, transaction(connection):
        tenant_id = await make_tenant(connection, "t", "T")
    await owner.close()
    return Programs(pool, tenant_id, domains=TEST_DOMAINS)


def read(**parts: Any) -> ProgramBase:
    return load_program(document(**parts), TEST_DOMAINS)


def say(path: str, figures: dict[str, Any], severity: Any = "warning", zh: str = "要很久") -> Finding:
    return Finding(path, "takes-long", severity, text(zh, "takes long"), text("改", "mend"), figures)


async def put_aside(
    programs: Programs, spec: ProgramBase, *places: tuple[str, str], reason: str = "known"
) -> Dismissed:
    found = await programs.lint(spec)
    return await dismiss(
        programs.pool, programs.tenant_id, spec, found, places or [BOUND], reason=reason, actor="person:ann"
    )


async def notes(programs: Programs) -> list[tuple[Any, ...]]:
    async with acquire(programs.pool) as connection, transaction(connection, tenant_id=programs.tenant_id):
        rows = await connection.fetch(
            "SELECT actor, action, subject, details FROM audit_log WHERE action LIKE 'program.finding%' ORDER BY 1, 2"
        )
    return [tuple(row) for row in rows]


async def test_what_is_dismissed_needs_no_acceptance_and_is_noted(programs: Programs) -> None:
    warned = document(prizes=[prize("c", quota=None)])
    with pytest.raises(LintFailed):
        await programs.publish(warned, actor="ann")
    found = await put_aside(programs, read(prizes=[prize("c", quota=None)]), reason="the shop has plenty")
    (row,) = found.rows
    assert (row.code, row.path, row.reason, row.dismissed_by) == (*BOUND, "the shop has plenty", "person:ann")
    assert await notes(programs) == [
        ("person:ann", "program.finding_dismissed", "finding/without-bound",
         {"reason": "the shop has plenty", "codes": ["without-bound"], "paths": ["prizes.c.quota"], "findings": 1}),
    ]  # fmt: skip
    assert (await programs.publish(warned, actor="ann")).version == 1
    # what stands before it in the list does not matter; what is new does
    with pytest.raises(LintFailed) as caught:
        await programs.publish(document(prizes=[prize("b", quota=None), prize("c", quota=None)]), actor="ann")
    assert [fault.path for fault in caught.value.faults] == ["prizes.0.quota"]


async def test_again_keeps_the_first_reason_and_restoring_lets_it_stand(programs: Programs) -> None:
    spec = read(prizes=[prize("c", quota=None)])
    (first,) = (await put_aside(programs, spec)).rows
    assert (await put_aside(programs, spec, reason="another")).rows == (first,)
    assert len(await notes(programs)) == 1
    with pytest.raises(NotFound):
        await restore(programs.pool, programs.tenant_id, [first.dismissal_id, 10**9], actor="person:bob")
    assert (await read_dismissed(programs.pool, programs.tenant_id)).rows == (first,)  # all or none
    await restore(programs.pool, programs.tenant_id, [first.dismissal_id], actor="person:bob")
    assert (await read_dismissed(programs.pool, programs.tenant_id)).rows == ()
    assert [note[:3] for note in await notes(programs)] == [
        ("person:ann", "program.finding_dismissed", "finding/without-bound"),
        ("person:bob", "program.finding_restored", "finding/without-bound"),
    ]
    with pytest.raises(LintFailed):
        await programs.publish(document(prizes=[prize("c", quota=None)]), actor="ann")


async def test_errors_and_what_is_not_found_are_refused_together(programs: Programs) -> None:
    spec = read(prizes=[prize("a", on="nowhere"), prize("c", quota=None)])
    with pytest.raises(InvalidInput) as caught:
        await put_aside(
            programs, spec, ("dangling-reference", "prizes.a.on"), BOUND, ("without-bound", "prizes.a.quota")
        )
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [
        ("findings.0", "error-stays"), ("findings.2", "no-such-finding"),
    ]  # fmt: skip
    assert (await read_dismissed(programs.pool, programs.tenant_id)).rows == ()


async def test_many_who_dismiss_at_once_leave_one_row_and_one_line(programs: Programs) -> None:
    spec = read(prizes=[prize("c", quota=None)])
    await asyncio.gather(*(put_aside(programs, spec, reason=f"reason {n}") for n in range(16)))
    assert len((await read_dismissed(programs.pool, programs.tenant_id)).rows) == 1
    assert len(await notes(programs)) == 1


def test_a_finding_comes_back_when_what_it_says_changes() -> None:
    spec = read(prizes=[prize("c", quota=10)])
    then = list_facts(spec, say("prizes.0", {"days": 100, "members": 50}))
    known = Dismissed([Dismissal(1, "takes-long", "prizes.c", then, "known", "ann", 1)])
    assert known.find(spec, say("prizes.0", {"days": 109, "members": 9_000})) is not None  # a little, and better known
    assert known.find(spec, say("prizes.0", {"days": 130, "members": 50})) is None
    assert known.find(spec, say("prizes.0", {"days": 100, "weeks": 2})) is None
    assert known.find(spec, say("prizes.0", {"days": 100}, "error")) is None
    assert known.find(spec, say("prizes.0", {"days": 100}, "info")) is None
    other = read(prizes=[prize("c", quota=11)])
    assert known.find(other, say("prizes.0", {"days": 100, "members": 50})) is None  # its own terms are others
    moved = read(prizes=[prize("a", quota=1), prize("c", quota=10)])
    assert known.find(moved, say("prizes.1", {"days": 100})) is not None
    assert known.find(moved, say("prizes.0", {"days": 100})) is None
    plain = Dismissed([Dismissal(1, "takes-long", "prizes", list_facts(spec, say("prizes", {})), "known", "ann", 1)])
    assert plain.find(other, say("prizes", {})) is not None  # a whole section has no terms of its own
    assert plain.find(other, say("prizes", {}, zh="要三年")) is None


@pytest.mark.parametrize(
    ("then", "now", "same"),
    [
        (100, 90, True), (100, 89, False), (0, 0, True), (0, 1, False), (-10, 10, False), (True, False, False),
        (["a", 10], ["a", 11], True), (["a"], ["a", "b"], False), ({"x": {"y": 5}}, {"x": {"y": 6}}, False),
        ("2026-01-01", "2026-01-02", False), (None, 1, False), (1.0, 1.05, True),
    ],
)  # fmt: skip
def test_facts_that_agree(then: Any, now: Any, same: bool) -> None:
    assert agrees(then, now) is same
