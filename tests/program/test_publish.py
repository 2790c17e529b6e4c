"""Publishing on the real database."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, connect, create_pool, transaction
from liuke.engine.store import SESSION_SETTINGS
from liuke.kernel.clock import DAY_US, SECOND_US
from liuke.kernel.errors import Conflict, InvalidInput, NotFound
from liuke.members.store import make_tenant
from liuke.program.document import canonical_json, hash_program
from liuke.program.errors import NoProgram
from liuke.publishing.lint import LintFailed
from liuke.publishing.program_book import ProgramBook
from liuke.publishing.programs import Programs, QuotaBelowIssued
from tests.program.shop import TEST_DOMAINS, document, prize
from tests.server import TestDatabase
from tests.waiting import until


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
        await make_tenant(connection, "other", "Other")
    await owner.close()
    return Programs(pool, tenant_id, domains=TEST_DOMAINS)


async def rows(programs: Programs, sql: str, *args: Any) -> list[tuple[Any, ...]]:
    async with acquire(programs.pool) as connection, transaction(connection, tenant_id=programs.tenant_id):
        return [tuple(row) for row in await connection.fetch(sql, *args)]


async def stock(programs: Programs) -> dict[str, tuple[int, int]]:
    return {row[0]: row[1:] for row in await rows(programs, "SELECT item, initial, remaining FROM stock ORDER BY item")}


async def test_publish_again_and_roll_back(programs: Programs) -> None:
    first = await programs.publish(document(prizes=[prize()]), actor="ann", note="start")
    assert (first.version, first.created, first.stock) == (1, True, {"prize/cup": (10, 10)})
    same = await programs.publish(document(prizes=[prize()]), actor="bob")
    assert (same.version, same.created) == (1, False)
    second = await programs.publish(document(prizes=[prize(quota=25)]), actor="bob")
    assert (second.version, second.stock) == (2, {"prize/cup": (25, 25)})
    back = await programs.rollback(1, actor="ann")
    assert (back.version, back.created, back.stock) == (3, True, {"prize/cup": (10, 10)})
    infos = await programs.versions()
    assert [(i.version, i.published_by, i.note, i.rolled_back_to) for i in infos] == [
        (1, "ann", "start", None), (2, "bob", "", None), (3, "ann", "roll back to version 1", 1),
    ]  # fmt: skip
    assert infos[0].spec_hash == infos[2].spec_hash != infos[1].spec_hash
    active = await programs.find_active_version()
    assert active is not None
    assert (active.version, hash_program(active.spec)) == (3, infos[0].spec_hash)
    stored = await programs.get_stored(1)
    kept = await rows(programs, "SELECT spec::text FROM program_version WHERE version = 1")
    assert kept == [(canonical_json(stored.spec).decode(),)]
    audit = await rows(programs, "SELECT actor, action, subject, details::text FROM audit_log ORDER BY audit_id")
    assert [row[:3] for row in audit] == [
        ("ann", "program.published", "program/1"), ("bob", "program.published", "program/2"),
        ("ann", "program.rolled_back", "program/3"),
    ]  # fmt: skip
    assert audit[2][3] is not None
    details = audit[2][3] if isinstance(audit[2][3], dict) else json.loads(audit[2][3])
    assert details["rolled_back_to"] == 1
    assert details["stock"] == {"prize/cup": [10, 10]}
    with pytest.raises(NotFound, match="no version 9"):
        await programs.rollback(9, actor="ann")


async def test_many_publish_at_once(programs: Programs) -> None:
    made = await asyncio.gather(
        *(programs.publish(document(prizes=[prize(quota=10 + i)]), actor=f"a{i}") for i in range(16))
    )
    assert sorted(p.version for p in made) == list(range(1, 17))
    infos = await programs.versions()
    assert [i.version for i in infos] == list(range(1, 17))
    assert [i.active_from_us for i in infos] == sorted(i.active_from_us for i in infos)
    last = int(infos[-1].published_by[1:]) + 10
    assert await stock(programs) == {"prize/cup": (last, last)}
    same = await asyncio.gather(*(programs.publish(document(prizes=[prize("same")]), actor=f"b{i}") for i in range(16)))
    assert {p.version for p in same} == {17}
    assert sum(p.created for p in same) == 1
    assert len(await rows(programs, "SELECT 1 FROM audit_log")) == 17


async def test_publishing_what_lint_refuses_changes_nothing(programs: Programs) -> None:
    bad = document(prizes=[prize("a", on="nowhere"), prize("b", tiers=["x"]), prize("c", quota=None)])
    with pytest.raises(LintFailed) as caught:
        await programs.publish(bad, actor="ann")
    assert [(f.path, f.code) for f in caught.value.faults] == [
        ("prizes.0.on", "dangling-reference"),
        ("prizes.1.tiers.0", "dangling-reference"),
        ("prizes.2.quota", "without-bound"),
    ]
    with pytest.raises(LintFailed):
        await programs.publish(bad, actor="ann", force_warnings=True)
    warned = document(prizes=[prize("c", quota=None)])
    with pytest.raises(LintFailed, match=r"0 error\(s\), 1 warning"):
        await programs.publish(warned, actor="ann")
    assert await programs.versions() == []
    assert await stock(programs) == {}
    assert await rows(programs, "SELECT 1 FROM audit_log") == []
    done = await programs.publish(warned, actor="ann", force_warnings=True)
    assert (done.version, [f.code for f in done.findings]) == (1, ["without-bound"])


async def test_quotas_move_by_difference(programs: Programs) -> None:
    await programs.publish(document(prizes=[prize("a"), prize("b"), prize("c")]), actor="ann")
    await rows(programs, "UPDATE stock SET remaining = 4 WHERE item IN ('prize/a', 'prize/b') RETURNING 1")
    await programs.publish(document(prizes=[prize("a", quota=15), prize("b", quota=6), prize("d")]), actor="ann")
    kept = {"prize/a": (15, 9), "prize/b": (6, 0), "prize/c": (10, 10), "prize/d": (10, 10)}
    assert await stock(programs) == kept
    with pytest.raises(QuotaBelowIssued) as caught:
        await programs.publish(
            document(prizes=[prize("a", quota=5), prize("b", quota=5), prize("d", quota=5)]), actor="x"
        )
    assert [(f.path, f.message) for f in caught.value.faults] == [
        ("prize/a", "6 were issued, the program allows 5"),
        ("prize/b", "6 were issued, the program allows 5"),
    ]
    assert await stock(programs) == kept
    assert len(await programs.versions()) == 2
    await rows(programs, "UPDATE stock SET remaining = 1 WHERE item = 'prize/a' RETURNING 1")
    back = await programs.rollback(1, actor="ann")
    assert back.stock == {"prize/a": (14, 0), "prize/b": (10, 4)}


async def test_activation_in_the_future(programs: Programs) -> None:
    book = ProgramBook(programs.pool, programs.tenant_id, domains=TEST_DOMAINS)
    await book.refresh()
    with pytest.raises(NoProgram):
        book.program_at()
    first = await programs.publish(document(), actor="ann")
    now = first.active_from_us
    later = await programs.publish(document(prizes=[prize()]), actor="ann", active_from_us=now + DAY_US)
    assert (later.version, later.active_from_us) == (2, now + DAY_US)
    third = await programs.publish(document(prizes=[prize("pen")]), actor="ann")
    assert await book.refresh()
    assert not await book.refresh()
    at = [book.program_at(t).version for t in (1, now, third.active_from_us, now + DAY_US - 1, now + DAY_US, 0)]
    assert at == [1, 1, 3, 3, 2, 3]
    assert book.program_at(0) is book.program_at(now + DAY_US - 1)
    active = await programs.find_active_version(now + 2 * DAY_US)
    assert active is not None
    assert active.version == 2
    with pytest.raises(InvalidInput, match="rewrites-the-past"):
        await programs.publish(document(prizes=[prize("x")]), actor="ann", active_from_us=now - SECOND_US)
    assert len(await programs.versions()) == 3


async def test_first_version_may_begin_in_the_past(programs: Programs) -> None:
    await programs.publish(document(), actor="replay", active_from_us=1)
    again = await programs.publish(document(), actor="replay", active_from_us=1)
    assert (again.version, again.created) == (1, False)
    await programs.publish(document(prizes=[prize()]), actor="replay", active_from_us=1)
    book = ProgramBook(programs.pool, programs.tenant_id, domains=TEST_DOMAINS)
    await book.refresh()
    assert book.program_at(1).version == 2


async def test_another_process_sees_it_soon(programs: Programs) -> None:
    await programs.publish(document(), actor="ann")
    async with ProgramBook(programs.pool, programs.tenant_id, domains=TEST_DOMAINS).watching(
        every_seconds=0.05
    ) as book:
        assert book.program_at().version == 1
        await programs.publish(document(prizes=[prize()]), actor="ann")
        await until(lambda: book.program_at().version > 1, 10)
        assert book.program_at().version == 2
        assert [info.version for info in book.versions()] == [1, 2]


async def test_no_error_of_the_database_ends_the_watching(
    programs: Programs, database: TestDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    await programs.publish(document(), actor="ann")
    owner = await connect(database.owner_dsn)
    role = await programs.pool.fetchval("SELECT current_user::text")
    async with ProgramBook(programs.pool, programs.tenant_id, domains=TEST_DOMAINS).watching(
        every_seconds=0.05
    ) as book:
        await owner.execute(f"REVOKE SELECT ON program_version FROM {role}")
        await until(lambda: "cannot be refreshed" in caplog.text, 10)
        await owner.execute(f"GRANT SELECT ON program_version TO {role}")
        await programs.publish(document(prizes=[prize()]), actor="ann")
        await until(lambda: book.program_at().version > 1, 10)
    await owner.close()


async def test_tenants_do_not_see_each_other(programs: Programs) -> None:
    await programs.publish(document(), actor="ann")
    other = Programs(programs.pool, programs.tenant_id + 1, domains=TEST_DOMAINS)
    assert await other.versions() == []
    assert (await other.publish(document(), actor="bob")).version == 1
    with pytest.raises(NotFound, match="no tenant 99"):
        await Programs(programs.pool, 99, domains=TEST_DOMAINS).publish(document(), actor="eve")


async def test_drafts(programs: Programs) -> None:
    t1 = await programs.save_draft("spring", {"id": "not yet", "anything": [1]}, actor="ann", expected_updated_us=0)
    draft = await programs.load_draft("spring")
    assert (draft.spec, draft.updated_by, draft.updated_us) == ({"id": "not yet", "anything": [1]}, "ann", t1)
    with pytest.raises(Conflict, match="changed meanwhile"):
        await programs.save_draft("spring", {}, actor="bob", expected_updated_us=0)
    with pytest.raises(Conflict, match="changed meanwhile"):
        await programs.save_draft("spring", {}, actor="bob", expected_updated_us=t1 - 1)
    with pytest.raises(Conflict, match="changed meanwhile"):
        await programs.save_draft("autumn", {}, actor="bob", expected_updated_us=t1)
    t2 = await programs.save_draft("spring", {"id": "b"}, actor="bob", expected_updated_us=t1)
    assert t2 > t1
    await programs.save_draft("spring", {"id": "c"}, actor="cid")
    assert [(d.name, d.spec, d.updated_by) for d in await programs.drafts()] == [("spring", {"id": "c"}, "cid")]
    assert await programs.discard_draft("spring", actor="cid")
    assert not await programs.discard_draft("spring", actor="cid")
    with pytest.raises(NotFound, match="no draft 'spring'"):
        await programs.load_draft("spring")
