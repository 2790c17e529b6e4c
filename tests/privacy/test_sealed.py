"""Profiles, events and names of members lie sealed, are opened for rules and readers, and cannot be moved."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, connect, transaction
from liuke.decision.event import Event
from liuke.engine.batch import submission
from liuke.engine.engine import Engine
from liuke.engine.reader import MemberReader
from liuke.members.store import NewMember, find_members, link_names, register_members
from liuke.privacy.box import Personal
from liuke.privacy.rotation import read_status, rotate
from liuke.vault.vault import KEY_BYTES, Vault, VaultDamaged, VaultKeyMissing, VaultMissing
from tests import world
from tests.privacy.support import dump, find_plain
from tests.server import TestDatabase
from tests.vaults import VAULT

OLD, NEW = bytes([1]) * KEY_BYTES, bytes([2]) * KEY_BYTES
PHONE, NAME, ADDRESS = "13812345678", "欧阳小明", "南京西路1266号"
PROFILE = {"phone": PHONE, "name": NAME, "city": "杭州", "birthday": "11-14"}
PROGRAM = world.program(
    earning=[
        {"id": "local", "name": "local", "on": "visit.noted", "amount": {"fixed": 7},
         "when": {"field": "profile.city", "op": "eq", "value": "杭州"}},
        {"id": "named", "name": "named", "on": "visit.noted", "amount": {"fixed": 2},
         "when": {"field": "event.guest", "op": "eq", "value": NAME}},
    ],
    custom_events=[
        {"name": "visit.noted", "label": "Visit", "open": True,
         "fields": {"guest": {"kind": "str", "label": "Guest", "personal": True}}},
    ],
)  # fmt: skip


@dataclass
class Shop:
    database: TestDatabase
    pool: Pool
    tenant_id: int
    members: list[int]

    def engine(self, vault: Vault | None = VAULT, **options: Any) -> Engine:
        return world.make_engine(self.pool, self.tenant_id, PROGRAM, vault=vault, **options)

    async def register(self, engine: Engine, name: str, profile: dict[str, Any], namespace: str = "test") -> int:
        personal = engine.personal
        await personal.ready(self.pool)
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            new = [NewMember(name, world.T, 19_675, profile)]
            made = await register_members(connection, self.tenant_id, namespace, new, personal)
        return made[name]

    async def rows(self, sql: str, *arguments: Any) -> list[tuple[Any, ...]]:
        return await world.rows(self.pool, self.tenant_id, sql, *arguments)

    async def execute(self, sql: str, *arguments: Any) -> None:
        admin = await connect(self.database.admin_dsn)
        await admin.execute(sql, *arguments)
        await admin.close()

    async def profile(self, member: int, vault: Vault = VAULT) -> dict[str, Any]:
        reader = MemberReader(self.pool, self.tenant_id, Personal(vault, self.tenant_id))
        return await reader.read_with(member, lambda state: state.profile)

    async def shows(self, *values: str) -> list[str]:
        return find_plain(await dump(self.database.admin_dsn), *values)


@pytest.fixture
async def shop(database: TestDatabase) -> AsyncIterator[Shop]:
    tenant_id, members = await world.make_members(database.owner_dsn, database.dsn, 2)
    pool = await world.make_pool(database.dsn)
    yield Shop(database, pool, tenant_id, members)
    await pool.close()


def visit(member: int, key: str, **data: Any) -> Event:
    return Event("visit.noted", member, key, 0, data)


async def one(engine: Engine, event: Event) -> Any:
    return (await engine.process([submission(event)]))[0]


# -- what lies in the database ----------------------------------------------------------------------------------------
async def test_a_dump_shows_nothing_and_rules_see_everything(shop: Shop) -> None:
    engine = shop.engine()
    member = await shop.register(engine, "a", PROFILE)
    assert (await one(engine, Event("member.registered", member, "r", 0, {"profile": PROFILE}))).error is None
    seen = await one(engine, visit(member, "v", guest=NAME, address=ADDRESS, table="12"))
    assert seen.answer["balances"]["points"] == 9
    assert await shop.shows(*PROFILE.values(), ADDRESS) == []
    assert await shop.shows("visit.noted") == ["visit.noted"]
    assert await shop.profile(member) == PROFILE
    ((data, key),) = await shop.rows("SELECT data, key FROM event WHERE type = 'visit.noted'")
    assert sorted(data) == ["$sealed", "table"]
    ((sealed,),) = await shop.rows("SELECT personal_key FROM member_state WHERE member_id = $1", member)
    opened = engine.personal.box(member, sealed).open_fields(data, key)
    assert opened == {"guest": NAME, "address": ADDRESS, "table": "12"}


async def test_who_has_nothing_personal_has_no_key(shop: Shop) -> None:
    engine = shop.engine()
    assert (await one(engine, visit(shop.members[0], "v", table="12"))).error is None
    assert await shop.rows("SELECT personal_key FROM member_state") == [(None,), (None,)]
    assert await shop.rows("SELECT pepper FROM tenant") == [(None,)]
    assert not engine.personal.is_ready


async def test_what_nobody_changed_is_written_back_as_it_was(shop: Shop) -> None:
    engine = shop.engine()
    member = await shop.register(engine, "a", PROFILE)
    before = await shop.rows("SELECT doc ->> 'profile', personal_key FROM member_state WHERE member_id = $1", member)
    assert (await one(engine, visit(member, "v", guest=NAME))).error is None
    assert (await one(engine, world.earn(member, "e", 5))).error is None
    assert before == await shop.rows(
        "SELECT doc ->> 'profile', personal_key FROM member_state WHERE member_id = $1", member
    )


async def test_many_callers_make_one_key(shop: Shop) -> None:
    member = shop.members[0]
    engines = [shop.engine(lanes=2) for _ in range(4)]
    await asyncio.gather(*(engine.__aenter__() for engine in engines))
    found = await asyncio.gather(
        *(engines[i % 4].submit(visit(member, f"v{i}", guest=f"{NAME}{i}")) for i in range(64))
    )
    await asyncio.gather(*(engine.__aexit__() for engine in engines))
    assert [outcome.error for outcome in found] == [None] * 64
    ((sealed,),) = await shop.rows("SELECT personal_key FROM member_state WHERE member_id = $1", member)
    box = engines[0].personal.box(member, sealed)
    events = await shop.rows("SELECT key, data FROM event")
    guests = {box.open_fields(data, key)["guest"] for key, data in events}
    assert (guests, len(events)) == ({f"{NAME}{i}" for i in range(64)}, 64)
    assert len(await shop.rows("SELECT DISTINCT pepper FROM tenant WHERE pepper IS NOT NULL")) == 1


# -- idempotency ------------------------------------------------------------------------------------------------------
async def test_the_same_again_is_known_and_another_number_is_refused(shop: Shop) -> None:
    member = shop.members[0]
    first = await one(shop.engine(), visit(member, "v", phone=PHONE))
    again = await one(shop.engine(), visit(member, "v", phone=PHONE))
    assert (first.replayed, again.replayed, again.answer) == (False, True, first.answer)
    other = await one(shop.engine(), visit(member, "v", phone="13812345679"))
    assert other.error.code == "idempotency-key-reused"
    both = await shop.engine().process([submission(visit(member, "w", phone=number)) for number in (PHONE, PHONE, "1")])
    assert [(outcome.replayed, getattr(outcome.error, "code", None)) for outcome in both] == [
        (False, None), (True, None), (False, "idempotency-key-reused"),
    ]  # fmt: skip


async def test_fingerprints_cannot_be_guessed(shop: Shop) -> None:
    event = visit(shop.members[0], "v", phone=PHONE)
    await one(shop.engine(), event)
    ((stored,),) = await shop.rows("SELECT input_hash FROM operation WHERE type = 'visit.noted'")
    assert stored != submission(event).input_hash
    plain = visit(shop.members[1], "v", table="1")
    await one(shop.engine(), plain)
    assert await shop.rows("SELECT input_hash FROM operation WHERE member_id = $1", shop.members[1]) == [
        (submission(plain).input_hash,)
    ]


# -- names ------------------------------------------------------------------------------------------------------------
async def test_a_number_is_found_however_it_is_written(shop: Shop) -> None:
    engine = shop.engine()
    member = await shop.register(engine, "+86 138-1234-5678", {}, "phone")
    assert await shop.register(engine, PHONE, {}, "phone") == member
    assert await shop.register(engine, PHONE, {}, "mobile") != member
    async with acquire(shop.pool) as connection, transaction(connection, tenant_id=shop.tenant_id):
        found = await find_members(connection, shop.tenant_id, "phone", ["138 1234 5678", "1"], engine.personal)
        linked = await link_names(
            connection, shop.tenant_id,
            [(shop.members[0], "email", "Ann@Example.com"), (shop.members[1], "phone", PHONE), (0, "phone", "77")],
            engine.personal,
        )  # fmt: skip
    assert found == {"138 1234 5678": member}
    assert linked == {("email", "Ann@Example.com"): shop.members[0], ("phone", PHONE): member}
    assert await shop.shows(PHONE, "138-1234-5678", "Ann@", "ann@") == []
    rows = await shop.rows("SELECT external_id FROM identity WHERE namespace IN ('phone', 'email') ORDER BY namespace")
    assert [name.partition("#")[0] for (name,) in rows] == ["A***@example.com".lower(), "138****5678"]
    reader = MemberReader(shop.pool, shop.tenant_id, engine.personal)
    assert await reader.get_member_id("phone:8613812345678") == member
    assert await reader.get_member_id("ann@example.com") == shop.members[0]


async def test_names_of_two_merchants_do_not_match(shop: Shop) -> None:
    other, _ = await world.make_members(shop.database.owner_dsn, shop.database.dsn, 0, "u")
    names = list[str]()
    for tenant_id in (shop.tenant_id, other):
        personal = Personal(VAULT, tenant_id)
        await personal.ready(shop.pool)
        names.append(personal.render_name("phone", PHONE))
    assert names[0] != names[1]
    assert {name.partition("#")[0] for name in names} == {"138****5678"}


# -- faults -----------------------------------------------------------------------------------------------------------
async def test_without_a_vault_nothing_is_half_written(shop: Shop) -> None:
    engine = shop.engine(None)
    work = [submission(visit(shop.members[0], "v", phone=PHONE)), submission(visit(shop.members[1], "w", table="1"))]
    refused, taken = await engine.process(work)
    assert (refused.error.code, taken.error) == ("vault-missing", None)
    with pytest.raises(VaultMissing):
        await shop.register(engine, "a", PROFILE)
    assert await shop.rows("SELECT key FROM event") == [("w",)]
    assert await shop.rows("SELECT count(*) FROM identity") == [(2,)]


async def test_a_wrong_key_writes_nothing(shop: Shop) -> None:
    member = await shop.register(shop.engine(Vault([OLD])), "a", PROFILE)
    before = await dump(shop.database.admin_dsn)
    wrong = shop.engine(Vault([NEW]))
    (refused,) = await wrong.process([submission(visit(shop.members[0], "v", phone=PHONE))])
    assert refused.error.code == "vault-key-missing"
    (refused,) = await wrong.process([submission(visit(member, "v", table="1"))])
    assert refused.error.code == "vault-key-missing"  # a rule asks for the profile
    with pytest.raises(VaultKeyMissing):
        await shop.register(wrong, "b", PROFILE)
    with pytest.raises(VaultKeyMissing):
        await shop.profile(member, Vault([NEW]))
    assert await dump(shop.database.admin_dsn) == before


async def test_a_profile_cannot_be_moved(shop: Shop) -> None:
    engine = shop.engine()
    first, second = [await shop.register(engine, name, PROFILE) for name in ("a", "b")]
    await shop.execute(
        "UPDATE member_state SET doc = (SELECT doc FROM member_state WHERE member_id = $1) WHERE member_id = $2",
        first, second,
    )  # fmt: skip
    with pytest.raises(VaultDamaged):
        await shop.profile(second)
    await shop.execute(
        "UPDATE member_state SET personal_key = (SELECT personal_key FROM member_state WHERE member_id = $1) "
        "WHERE member_id = $2", first, second,
    )  # fmt: skip
    with pytest.raises(VaultDamaged):
        await shop.profile(second)
    assert (await one(engine, visit(second, "v", table="1"))).error.code == "vault-damaged"
    assert await shop.rows("SELECT count(*) FROM event") == [(0,)]


async def test_without_its_key_everything_is_as_if_never_given(shop: Shop) -> None:
    engine = shop.engine()
    member = await shop.register(engine, PHONE, PROFILE, "phone")
    assert (await one(engine, visit(member, "v", guest=NAME))).answer["balances"]["points"] == 9
    await shop.execute("UPDATE member_state SET personal_key = NULL WHERE member_id = $1", member)
    assert await shop.profile(member) == {}
    assert (await one(engine, visit(member, "w", table="1"))).answer["balances"]["points"] == 9
    ((data,),) = await shop.rows("SELECT data FROM event WHERE key = 'v'")
    assert engine.personal.box(member).open_fields(data, "v") == {}
    later = await one(engine, visit(member, "x", guest=NAME))
    assert later.answer["balances"]["points"] == 11
    assert await shop.profile(member) == {}


# -- rotation ---------------------------------------------------------------------------------------------------------
async def test_rotation_lets_an_old_key_go(shop: Shop) -> None:
    old = shop.engine(Vault([OLD]))
    members = [await shop.register(old, f"a{i}", {**PROFILE, "n": i}) for i in range(5)]
    named = await shop.register(old, PHONE, {}, "phone")
    await one(old, visit(members[0], "v", guest=NAME))
    events = await shop.rows("SELECT * FROM event")
    both = Vault([NEW, OLD])
    status = await read_status(shop.pool)
    assert status.counts == {"peppers": {OLD_ID: 1}, "webhook_secrets": {}, "member_keys": {OLD_ID: 6}}
    assert status.count_old(NEW_ID) == 7
    done = await rotate(shop.pool, both, actor="test")
    assert (done.done, done.clashes) == ({"peppers": 1, "member_keys": 6}, 0)
    status = await read_status(shop.pool)
    assert status.counts == {"peppers": {NEW_ID: 1}, "webhook_secrets": {}, "member_keys": {NEW_ID: 6}}
    assert (await rotate(shop.pool, both, actor="test")).done == {}
    new = Vault([NEW])
    assert [(await shop.profile(member, new))["n"] for member in members] == list(range(5))
    assert await shop.rows("SELECT * FROM event") == events
    engine = shop.engine(new)
    assert (await one(engine, visit(members[0], "v", guest=NAME))).replayed
    assert await shop.register(engine, "138 1234 5678", {}, "phone") == named
    audit = await shop.rows("SELECT actor, action, subject, details FROM audit_log")
    assert audit == [("test", "vault.rotated", f"key/{NEW_ID}", {"peppers": 1, "member_keys": 6})]


OLD_ID, NEW_ID = (Vault([key]).current.hex() for key in (OLD, NEW))


async def test_a_rotation_that_was_cut_short_goes_on(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    old = shop.engine(Vault([OLD]))
    for i in range(6):
        await shop.register(old, f"a{i}", {**PROFILE, "n": i})
    monkeypatch.setattr("liuke.privacy.rotation.BATCH", 2)
    told = list[int]()

    def stop(count: int) -> None:
        told.append(count)
        if len(told) == 3:  # the pepper, and two batches of members
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await rotate(shop.pool, Vault([NEW, OLD]), actor="test", on_progress=stop)
    half = await read_status(shop.pool)
    assert half.counts["member_keys"] == {OLD_ID: 2, NEW_ID: 4}
    done = await rotate(shop.pool, Vault([NEW, OLD]), actor="test")
    assert done.done == {"member_keys": 2}
    with pytest.raises(VaultKeyMissing):
        await rotate(shop.pool, Vault([bytes(KEY_BYTES)]), actor="test")
    assert (await read_status(shop.pool)).counts["member_keys"] == {NEW_ID: 6}


async def test_rotation_while_everybody_writes(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("liuke.privacy.rotation.BATCH", 3)
    both = Vault([NEW, OLD])
    members = [await shop.register(shop.engine(Vault([OLD])), f"a{i}", PROFILE) for i in range(20)]
    async with shop.engine(both) as engine:
        work = [engine.submit(visit(member, f"v{i}", guest=NAME)) for i in range(10) for member in members]
        *outcomes, done = await asyncio.gather(*work, rotate(shop.pool, both, actor="test"))
    assert [outcome.error for outcome in outcomes] == [None] * 200
    assert done.done == {"peppers": 1, "member_keys": 20}
    assert (await read_status(shop.pool)).counts["member_keys"] == {NEW_ID: 20}
    assert [await shop.profile(member, Vault([NEW])) for member in members] == [PROFILE] * 20


async def test_what_a_former_release_left_plain_is_read_and_sealed(shop: Shop) -> None:
    member = shop.members[0]
    await shop.execute(
        "UPDATE member_state SET doc = $2 WHERE member_id = $1", member,
        {"profile": PROFILE, "labels": {"vip": "yes"}},
    )  # fmt: skip
    for name, owner in (("138 1234 5678", shop.members[0]), (PHONE, shop.members[1]), ("13900000000", member)):
        await shop.execute(
            "INSERT INTO identity (tenant_id, namespace, external_id, member_id, linked_us) "
            "VALUES ($1, 'phone', $2, $3, 1)",
            shop.tenant_id, name, owner,
        )  # fmt: skip
    assert (await one(shop.engine(None), visit(member, "v"))).answer["balances"]["points"] == 7
    assert await shop.shows("杭州") == ["杭州"]
    status = await read_status(shop.pool)
    assert status.plain == {"profiles": 1, "names": 3}
    done = await rotate(shop.pool, VAULT, actor="test")
    assert (done.done, done.clashes) == ({"profiles": 1, "names": 2}, 1)
    assert await shop.shows("杭州", "13900000000") == []
    assert await shop.profile(member) == PROFILE
    assert await shop.rows("SELECT doc -> 'labels' FROM member_state WHERE member_id = $1", member) == [
        ({"vip": "yes"},)
    ]


async def test_the_vault_reaches_processes_and_tells_nothing() -> None:
    there = pickle.loads(pickle.dumps(VAULT))
    assert there.open(VAULT.seal(b"v", "x"), "x") == b"v"
    assert bytes(range(KEY_BYTES)).hex() not in repr(VAULT)
