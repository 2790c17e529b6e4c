"""After the win: forward only, once, whatever is asked by however many at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from liuke.bulk.store import TABLES
from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.effects import Emit
from liuke.decision.event import Event
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program
from liuke.kernel.clock import DAY_US
from liuke.kernel.errors import InvalidInput, Refused
from liuke.prizes.routes import view_prize
from liuke.prizes.store import CHOICES, count_overdue, list_prizes
from tests.ledger.check import assert_clean
from tests.races.process import two_processes
from tests.server import TestDatabase
from tests.world import T, make_engine, make_members, make_pool, program, rows

MUG = {"kind": "prize", "name": {"zh": "杯子", "en": "Mug"}, "value_cents": 5_900, "cost_cents": 2_000, "claim_days": 7}
PHONE = {"kind": "prize", "name": {"zh": "手机", "en": "Phone"}, "value_cents": 399_900}
TOP_UP = {"kind": "prize", "name": {"zh": "会员月卡", "en": "Month"}, "handing": "online", "value_cents": 2_500,
          "taxed": False}  # fmt: skip
CAKE = {"kind": "prize", "name": {"zh": "蛋糕", "en": "Cake"}, "handing": "pickup", "value_cents": 3_800}
DOCUMENT = program(
    prizes={"due_days": 2, "tax_bps": 2_000, "tax_by": "winner", "real_name_from_cents": 200_000},
    activities=[
        {"kind": "task", "id": kind, "name": kind, "cadence": "once", "rewards": [reward],
         "steps": [{"on": ["order.paid"], "measure": "sum", "field": "amount_cents", "target": target}]}
        for kind, target, reward in (
            ("mug", 1_000, MUG), ("phone", 2_000, PHONE), ("month", 3_000, TOP_UP), ("cake", 4_000, CAKE))
    ],
)  # fmt: skip
WHERE: dict[str, Any] = {"recipient": "王小明", "phone": "13800138000", "address": "上海市静安区南京西路 1 号"}


class World:
    """Members of an engine in memory, and their prizes."""

    def __init__(self) -> None:
        self.engine = MemoryEngine(compile_program(DOCUMENT))
        for member in (1, 2):
            self.engine.register(member, T)
        self.count = 0

    def send(self, type_: str, member: int = 1, day: int = 0, **data: Any) -> dict[str, Any]:
        self.count += 1
        return self.engine.send(type_, member, f"k{self.count}", T + day * DAY_US + self.count, **data).result

    def refuse(self, type_: str, member: int = 1, day: int = 0, **data: Any) -> str:
        with pytest.raises(Refused) as error:
            self.send(type_, member, day, **data)
        return error.value.reason

    def win(self, cents: int, day: int = 0) -> str:
        """Order for so much; the prize that was won last."""
        self.send("order.paid", day=day, order_id=f"o{self.count}", amount_cents=cents)
        return self.list()[-1]["prize"]

    def list(self) -> list[dict[str, Any]]:
        return sorted(self.state("prize.won"), key=lambda one: one["value_cents"])

    def state(self, fact: str) -> list[dict[str, Any]]:
        """What was said of a fact, each time."""
        effects = (effect for _, decision in self.engine.decisions for effect in decision.effects)
        return [effect.data for effect in effects if isinstance(effect, Emit) and effect.type == fact]


def test_from_won_to_handed_over() -> None:
    world = World()
    mug = world.win(1_000)
    assert world.refuse("prize.send", prize=mug) == "prize-not-claimed"
    assert world.refuse("prize.hand_over", prize=mug) == "prize-not-claimed"
    assert world.refuse("prize.claim", prize=mug, recipient="王小明", address=" ") == "prize-claim-incomplete"
    assert world.refuse("prize.claim", member=2, prize=mug, **WHERE) == "prize-not-found"
    assert world.send("prize.claim", prize=mug, **WHERE)["status"] == "claimed"
    # said anew until it is sent
    assert world.send("prize.claim", day=1, prize=mug, **WHERE)["status"] == "claimed"
    assert world.send("prize.send", day=1, prize=mug, carrier="顺丰", tracking="SF1")["status"] == "sent"
    assert world.refuse("prize.claim", day=1, prize=mug, **WHERE) == "prize-sent"
    assert world.refuse("prize.forfeit", day=1, prize=mug, reason="no") == "prize-sent"
    # a wrong number is corrected
    assert world.send("prize.send", day=1, prize=mug, carrier="顺丰", tracking="SF2")["status"] == "sent"
    assert world.send("prize.hand_over", day=3, prize=mug)["status"] == "handed_over"
    assert world.refuse("prize.hand_over", day=3, prize=mug) == "prize-closed"
    assert world.refuse("prize.forfeit", day=3, prize=mug, reason="no") == "prize-closed"


def test_a_named_person_an_account_and_a_counter() -> None:
    world = World()
    world.win(4_000)
    mug, cake, phone = (world.list()[place]["prize"] for place in (2, 1, 3))
    month = world.list()[0]["prize"]
    refused = world.refuse("prize.claim", prize=phone, **WHERE)
    assert refused == "prize-claim-incomplete"
    named: dict[str, Any] = {"real_name": "王小明", "id_number": "310101199001011234"}
    assert world.send("prize.claim", prize=phone, **WHERE, **named)["status"] == "claimed"
    assert world.refuse("prize.claim", prize=month) == "prize-claim-incomplete"
    assert world.send("prize.claim", prize=month, contact="13800138000")["status"] == "claimed"
    # who comes to the store has claimed it
    assert world.send("prize.hand_over", prize=cake, store="s1")["status"] == "handed_over"
    assert world.send("prize.forfeit", prize=mug, reason="drawn by staff")["status"] == "forfeited"


def test_forfeited_and_given_to_another_once() -> None:
    world = World()
    mug = world.win(1_000)
    assert world.refuse("prize.replace", prize=mug, to_member=2, reason="r") == "prize-not-forfeited"
    world.send("prize.forfeit", prize=mug, reason="an employee")
    assert world.refuse("prize.claim", prize=mug, **WHERE) == "prize-closed"
    assert world.refuse("prize.replace", prize=mug, to_member=1, reason="r") == "prize-same-member"
    made = world.send("prize.replace", prize=mug, to_member=2, reason="the next on the list")["replaced_by"]
    assert world.refuse("prize.replace", prize=mug, to_member=2, reason="again") == "prize-replaced"
    world.engine.deliver()
    assert world.send("prize.claim", member=2, day=6, prize=made, **WHERE)["status"] == "claimed"
    facts = [one for one in world.list() if one["prize"] == made]
    assert [(one["replaces"], one["value_cents"]) for one in facts] == [(mug, 5_900)]


def test_too_late_is_too_late_and_a_refund_withdraws_what_nobody_sent() -> None:
    world = World()
    first = world.win(1_000)
    assert world.refuse("prize.claim", day=8, prize=first, **WHERE) == "prize-closed"
    world = World()
    mug = world.win(1_000)
    world.send("prize.claim", prize=mug, **WHERE)
    world.send("order.refunded", day=1, order_id="o0", full=True)
    assert world.refuse("prize.send", day=1, prize=mug) == "prize-closed"
    again = world.win(1_000, day=1)
    assert again != mug
    world.send("prize.claim", day=1, prize=again, **WHERE)
    world.send("prize.send", day=1, prize=again)
    order = next(d.data["order_id"] for _, d in reversed(world.engine.decisions) if d.type == "order.paid")
    world.send("order.refunded", day=2, order_id=order, full=True)
    kept = world.state("reward.taken_back")
    assert kept[-1]["stays"] == [
        {"kind": "prize", "name": "prize", "amount": 1, "reason": "used", "value_cents": 5_900}
    ]


def test_what_is_wrong_with_a_prize_is_said_at_once() -> None:
    with pytest.raises(InvalidInput) as error:
        odd = {"kind": "prize", "claim_days": 0, "value_cents": -1}
        compile_program(program(activities=[{"kind": "check_in", "id": "a", "name": "a", "daily": [odd]}]))
    assert sorted(fault.path.rpartition(".")[2] for fault in error.value.faults) == [
        "claim_days",
        "name",
        "value_cents",
    ]


# -- on PostgreSQL ----------------------------------------------------------------------------------------------------
@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await make_pool(database.dsn)
    yield made
    await made.close()


async def listed(pool: Pool, tenant: int, choice: str, now_us: int = T) -> list[str]:
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        found = await list_prizes(connection, tenant, choice, now_us, None, 100)
    return sorted(view_prize(row).status for row in found)


async def test_sixty_four_callers_send_forfeit_and_replace_at_once(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 3)
    first, *others = members
    engine = make_engine(pool, tenant, DOCUMENT)
    outcome = await engine.submit(Event("order.paid", first, "o", 0, {"order_id": "o", "amount_cents": 1_000}))
    assert outcome.error is None
    ((mug,),) = await rows(pool, tenant, "SELECT key FROM shared WHERE kind = 'prize'")
    forfeits = [Event("prize.forfeit", first, f"f{n}", 0, {"prize": mug, "reason": "r"}) for n in range(32)]
    said = await two_processes(database.dsn, tenant, DOCUMENT, forfeits)
    assert said == {"ok": 1, "prize-closed": 31}
    replaces = [
        Event("prize.replace", first, f"r{n}", 0, {"prize": mug, "to_member": others[n % 2], "reason": "r"})
        for n in range(64)
    ]
    assert await two_processes(database.dsn, tenant, DOCUMENT, replaces) == {"ok": 1, "prize-replaced": 63}
    while await engine.deliver():
        pass
    assert await listed(pool, tenant, "all") == ["forfeited", "won"]
    assert await listed(pool, tenant, "to_replace") == []
    await assert_clean(database.dsn, tenant)


async def test_lists_name_what_waits(database: TestDatabase, pool: Pool) -> None:
    tenant, (member,) = await make_members(database.owner_dsn, database.dsn, 1)
    now = [T]
    engine = make_engine(pool, tenant, DOCUMENT, clock=lambda: now[0])

    async def ask(type_: str, **data: Any) -> None:
        outcome = await engine.submit(Event(type_, member, f"{type_}:{data}", 0, data))
        assert outcome.error is None

    await ask("order.paid", order_id="o", amount_cents=4_000)
    found = await rows(pool, tenant, "SELECT key, doc->'name'->>'en' FROM shared WHERE kind = 'prize'")
    ids = {name: key for key, name in found}
    assert set(ids) == {"Mug", "Phone", "Month", "Cake"}
    # without a vault nobody can say where: what is not personal goes on
    await ask("prize.hand_over", prize=ids["Cake"], store="s1")
    await ask("prize.forfeit", prize=ids["Mug"], reason="r")
    expected = {
        "open": ["won", "won"], "won": ["won", "won"], "to_send": [], "to_hand_over": [], "overdue": [], "sent": [],
        "handed_over": ["handed_over"], "forfeited": ["forfeited"], "to_replace": ["forfeited"], "withdrawn": [],
        "all": ["forfeited", "handed_over", "won", "won"],
    }  # fmt: skip
    assert {choice: await listed(pool, tenant, choice) for choice in CHOICES} == expected
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        assert await count_overdue(connection, tenant, T + 9 * DAY_US) == (0, 0)
    assert "prizes" in TABLES
    now[0] = T + 40 * DAY_US
    await engine.sweep(now[0])
    assert await listed(pool, tenant, "open") == []
    await assert_clean(database.dsn, tenant)
