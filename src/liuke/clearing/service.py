"""Agreements of two shops, and carrying transfers from one to the other.

Row-level security shows a transaction one shop's rows at a time. What concerns two is one transaction that acts for one
and then for the other; nothing here reads a row of a shop that is no party to the matter.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec

from liuke.audit.store import insert_audit
from liuke.clearing import store
from liuke.clearing.contracts import IN, Terms
from liuke.clearing.errors import AgreementDecided, AgreementOverlaps, NoSuchAgreement
from liuke.clearing.rules import make_key
from liuke.clearing.store import Agreement, UnderWay
from liuke.db.contracts import Connection, Pool
from liuke.db.pool import run_transaction
from liuke.decision.event import Event
from liuke.hooks.job_store import wake
from liuke.kernel.clock import SECOND_US
from liuke.kernel.errors import Fault, InvalidInput
from liuke.kernel.money import MAX_AMOUNT

PAGE = 200
"""Transfers under way that are read at once."""
LONGEST_WAIT_US = 1_800 * SECOND_US
"""Between two tries of a step that fails."""
MAX_PROPOSED = 20
"""Proposals of one shop that another one has not answered yet."""
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


# -- agreements -------------------------------------------------------------------------------------------------------
def find_terms_faults(terms: Terms, own_assets: list[str]) -> list[Fault]:
    """Everything that is wrong with terms as the shop sees them."""
    faults = list[Fault]()
    if terms.own_asset not in own_assets:
        known = ", ".join(own_assets)
        faults.append(Fault("own_asset", "unknown-asset", "the program has no such asset", f"assets: {known}"))
    if not 0 < terms.from_us < terms.until_us:
        faults.append(Fault("until_us", "out-of-range", "an agreement ends after it begins"))
    ways = (("out", terms.out), ("back", terms.back))
    if terms.out is None and terms.back is None:
        faults.append(Fault("out", "missing", "value moves in one direction at least"))
    for name, way in ways:
        if way is None:
            continue
        numbers = {"give": way.give, "get": way.get, "least": way.least, "price_points": way.price_points}
        limits = {"member_day": way.member_day, "member_month": way.member_month, "total": way.total}
        numbers |= {field: value for field, value in limits.items() if value is not None}
        faults += [
            Fault(f"{name}.{field}", "out-of-range", "must be positive")
            for field, value in numbers.items()
            if not 0 < value <= MAX_AMOUNT
        ]
        if not 0 <= way.price_cents <= MAX_AMOUNT:
            faults.append(Fault(f"{name}.price_cents", "out-of-range", "must not be negative"))
        faults += [
            Fault(f"{name}.{field}", "out-of-range", "allows less than one transfer: it is below `least`")
            for field, value in limits.items()
            if value is not None and 0 < value < way.least
        ]
    out, back = terms.out, terms.back
    if out and back and out.get * back.get > out.give * back.give:
        faults.append(Fault("back", "round-trip-gains", "there and back again would make more of it than there was"))
    return faults


def make_id() -> str:
    """Number of a new agreement: 80 random bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(16))


async def propose(
    pool: Pool, tenant_id: int, slug: str, partner: str, terms: Terms, *, own_assets: list[str], actor: str,
    more: Sequence[Fault] = (),
) -> Agreement:  # fmt: skip
    """Ask another shop to agree.

    Args:
        pool: Of the application's role.
        tenant_id: Who asks.
        slug: Its name in addresses.
        partner: Name of the other shop.
        terms: As the asking shop sees them.
        own_assets: What its program has.
        actor: For the audit log.
        more: What else is wrong.

    Raises:
        InvalidInput: with every fault of the terms.
    """
    faults = [*find_terms_faults(terms, own_assets), *more]

    async def work(connection: Connection) -> Agreement:
        other = await store.find_shop(connection, partner)
        missing = []
        if other is None or other == tenant_id:
            missing = [Fault("partner", "unknown-shop", "there is no other shop of this name on this server")]
        if faults or other is None or missing:
            raise InvalidInput(f"the agreement has {len(faults) + len(missing)} fault(s)", faults=[*missing, *faults])
        open_ = await store.list_proposed(connection, tenant_id, other)
        for known in open_:
            if msgspec.structs.replace(known.terms, from_us=terms.from_us) == terms:
                return known
        if len(open_) >= MAX_PROPOSED:
            words = f"{len(open_)} proposals to this shop wait for its answer"
            fault = Fault("partner", "too-many", words, "withdraw those that are no longer meant")
            raise InvalidInput("the other shop has enough to answer", faults=[fault])
        now_us = await store.read_clock(connection)
        made = Agreement(
            make_id(), other, partner, True, terms, terms.from_us, terms.until_us, "proposed", now_us
        )  # fmt: skip
        await store.insert_agreement(connection, tenant_id, made)
        await _note(connection, tenant_id, made, "proposed", actor)
        await store.act_for(connection, other)
        theirs = msgspec.structs.replace(
            made, partner_id=tenant_id, partner=slug, proposer=False, terms=terms.turn_round()
        )
        await store.insert_agreement(connection, other, theirs)
        await _note(connection, other, theirs, "proposed", f"shop:{slug}")
        return made

    return await run_transaction(pool, work, tenant_id=tenant_id)


async def _note(connection: Connection, tenant_id: int, found: Agreement, what: str, actor: str) -> None:
    await insert_audit(
        connection, tenant_id, actor=actor, action=f"clearing.{what}", subject=f"clearing/{found.agreement_id}",
        details={"partner": found.partner},
    )  # fmt: skip


Change = Callable[[Connection, Agreement], Awaitable[str]]


async def _change(pool: Pool, tenant_id: int, slug: str, agreement_id: str, actor: str, change: Change) -> Agreement:
    """Change both shops' rows of an agreement, locked in the order of the shops' numbers."""

    async def work(connection: Connection) -> Agreement:
        known = await store.find_agreement(connection, tenant_id, agreement_id, lock=False)
        if known is None:
            raise NoSuchAgreement(f"there is no agreement {agreement_id[:40]!r}", fix="list them")
        found = dict[int, Agreement]()
        for one in sorted((tenant_id, known.partner_id)):
            await store.act_for(connection, one)
            row = await store.find_agreement(connection, one, agreement_id, lock=True)
            if row is not None:
                found[one] = row
        own = found[tenant_id]
        await store.act_for(connection, tenant_id)
        what = await change(connection, own)
        if not what:
            return own
        await store.put_status(connection, tenant_id, own)
        await _note(connection, tenant_id, own, what, actor)
        if (theirs := found.get(own.partner_id)) is not None:
            await store.act_for(connection, own.partner_id)
            by = {"own": "partner", "partner": "own"}.get(own.ended_by, "")
            changed = msgspec.structs.replace(
                theirs, status=own.status, until_us=own.until_us, decided_us=own.decided_us, ended_us=own.ended_us,
                ended_by=by,
            )  # fmt: skip
            await store.put_status(connection, own.partner_id, changed)
            await _note(connection, own.partner_id, changed, what, f"shop:{slug}")
        return own

    return await run_transaction(pool, work, tenant_id=tenant_id)


async def accept(
    pool: Pool, tenant_id: int, slug: str, agreement_id: str, *, own_assets: list[str], actor: str,
    more: Sequence[Fault] = (),
) -> Agreement:  # fmt: skip
    """Agree to what another shop has proposed; asked again it changes nothing.

    Args:
        pool: Of the application's role.
        tenant_id: Who was asked.
        slug: Its name in addresses.
        agreement_id: What it agrees to.
        own_assets: What its program has by now.
        actor: For the audit log.
        more: What else has become wrong since it was proposed.

    Raises:
        NoSuchAgreement: there is none.
        AgreementDecided: it was proposed by this shop, declined, withdrawn or ended.
        AgreementOverlaps: another one about the same assets is in force in that time.
        InvalidInput: the program does not have the asset that the terms name, or ``more`` says what is wrong.
    """

    async def change(connection: Connection, own: Agreement) -> str:
        if own.status == "active" and not own.proposer:
            return ""
        if own.proposer or own.status != "proposed":
            raise AgreementDecided(
                f"the agreement is {own.status}, and this shop {'proposed it' if own.proposer else 'was asked'}",
                fix="the other shop accepts what this one proposes" if own.proposer else "propose a new one",
            )
        if faults := [*find_terms_faults(own.terms, own_assets), *more]:
            raise InvalidInput("the agreement cannot be kept", faults=faults)
        for other in await store.list_active(connection, tenant_id, own.partner_id):
            same = other.terms.own_asset == own.terms.own_asset or other.terms.other_asset == own.terms.other_asset
            if same and other.from_us < own.until_us and own.from_us < other.until_us:
                raise AgreementOverlaps(
                    f"agreement {other.agreement_id} is about one of these assets", fix="end that one first",
                    agreement=other.agreement_id,
                )  # fmt: skip
        own.status, own.decided_us = "active", await store.read_clock(connection)
        return "accepted"

    return await _change(pool, tenant_id, slug, agreement_id, actor, change)


async def end(pool: Pool, tenant_id: int, slug: str, agreement_id: str, *, actor: str) -> Agreement:
    """Decline, withdraw, or end an agreement at once: either shop may. What is under way is carried to its end.

    Raises:
        NoSuchAgreement: there is none.
    """

    async def change(connection: Connection, own: Agreement) -> str:
        now_us = await store.read_clock(connection)
        if own.status == "proposed":
            own.status = "withdrawn" if own.proposer else "declined"
            own.decided_us = now_us
            return own.status
        if own.status == "active":
            own.status, own.ended_us, own.ended_by = "ended", now_us, "own"
            own.until_us = max(min(own.until_us, now_us), own.from_us + 1)
            return "ended"
        return ""

    return await _change(pool, tenant_id, slug, agreement_id, actor, change)


# -- transfers --------------------------------------------------------------------------------------------------------
Place = tuple[int, int, str]
"""Shop, member and key of a delivery."""


def wait_us(tries: int) -> int:
    """How long after so many tries a step that has failed is not tried again.

    >>> [wait_us(tries) // SECOND_US for tries in (1, 2, 3, 9, 10, 99)]
    [4, 8, 16, 1024, 1800, 1800]
    """
    return min(2 ** min(tries + 1, 20) * SECOND_US, LONGEST_WAIT_US)


async def carry(connection: Connection, tenant_id: int, one: UnderWay, now_us: int) -> tuple[Place, bool]:
    """Take a transfer one step on: let it arrive in the other shop, or bring that shop's answer back.

    Safe to do twice and by several at once: a delivery is there once, and each half happens once under its key. A step
    that has failed waits, longer each time, and leaves one dead letter, that of its last try.

    Args:
        connection: In a transaction of the sending shop; it acts for that one again afterwards.
        tenant_id: The sending shop.
        one: The transfer.
        now_us: The database's clock.

    Returns:
        The delivery that is to be made now, and whether it is new.
    """
    data = one.data
    transfer, shop = str(data["transfer"]), int(data["shop"])
    key, t_us = make_key(transfer), int(data["t_us"])
    found: dict[str, Any] | None = {"refused": "shop-gone"}
    if await store.find_slug(connection, shop) is not None:
        await store.act_for(connection, shop)
        found = await store.find_result(connection, shop, IN, transfer)
        await store.act_for(connection, tenant_id)
    if found is None:
        arrives = {
            "transfer": transfer, "agreement": data["agreement"], "shop": tenant_id, "asset": data["asset"],
            "amount": one.amount, "credit": data["credit"], "day": data["day"],
        }  # fmt: skip
        event = Event("clearing.arrived", int(data["to_member"]), key, t_us, arrives)
        return (shop, event.member_id, key), await _hand_over(connection, tenant_id, shop, event, now_us)
    event = Event(
        "clearing.answered", one.member_id, key, t_us, {"transfer": transfer, "refused": str(found["refused"])}
    )
    return (tenant_id, one.member_id, key), await _hand_over(connection, tenant_id, tenant_id, event, now_us)


async def _hand_over(connection: Connection, tenant_id: int, shop: int, event: Event, now_us: int) -> bool:
    """Let an event happen in one of the two shops, unless it lies there or its last try was just now."""
    step = "close" if shop == tenant_id else "arrive"
    tries, due_us = await store.lock_tries(connection, tenant_id, event.key, step)
    if now_us < due_us:
        return False
    await store.act_for(connection, shop)
    new = await store.insert_delivery(connection, shop, event)
    if new and tries:
        await store.drop_dead_letters(connection, shop, event)
    await store.act_for(connection, tenant_id)
    if new:
        await store.put_tries(connection, tenant_id, event.key, step, tries + 1, now_us + wait_us(tries + 1))
    return new


async def carry_all(pool: Pool, tenant_id: int, now_us: int | None = None) -> int:
    """Take every transfer of a shop that is under way one step on; returns how many steps were new.

    Args:
        pool: Of the application's role.
        tenant_id: The sending shop.
        now_us: By default the database's clock.
    """
    steps, after = 0, ""
    while True:

        async def work(connection: Connection, after: str = after) -> tuple[int, str]:
            new = 0
            at_us = await store.read_clock(connection) if now_us is None else now_us
            page = await store.list_under_way(connection, tenant_id, after, PAGE)
            for one in page:
                new += (await carry(connection, tenant_id, one, at_us))[1]
            if len(page) < PAGE:
                await store.forget_tries(connection, tenant_id)
            if new:
                await wake(connection, "deliveries")
            return new, page[-1].hold_id if len(page) == PAGE else ""

        new, after = await run_transaction(pool, work, tenant_id=tenant_id, idempotent=True)
        steps += new
        if not after:
            return steps


async def carry_one(pool: Pool, tenant_id: int, transfer: str) -> Place | None:
    """Take one transfer one step on; ``None``: it is over."""

    async def work(connection: Connection) -> Place | None:
        one = await store.find_under_way(connection, tenant_id, make_key(transfer))
        if one is None:
            return None
        return (await carry(connection, tenant_id, one, await store.read_clock(connection)))[0]

    return await run_transaction(pool, work, tenant_id=tenant_id, idempotent=True)
