"""The rounds of a raffle for operators: lists, results, reporting the public value, filling a place anew."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from liuke.activities.contracts import Activity
from liuke.activities.domain import find_anywhere
from liuke.activities.parts.raffle_doc import RaffleRound
from liuke.activities.parts.raffle_rounds import REPLACE, REPORT
from liuke.activities.parts.raffle_spec import RaffleSpec
from liuke.activities.raffle_store import insert_report, read_round, read_rounds
from liuke.audit.store import insert_audit
from liuke.db.contracts import Connection
from liuke.db.pool import acquire, run_transaction, transaction
from liuke.friends.store import list_names
from liuke.hooks.job_store import wake
from liuke.http.contracts import Call, Endpoint
from liuke.kernel.errors import InvalidInput, NotFound, Refused
from liuke.kernel.text import text
from liuke.privacy.names import mask_name
from liuke.program.errors import NoProgram

PATH = "/v1/activities/{activity}/rounds"
_ERRORS = (InvalidInput, NotFound, NoProgram)


class RoundsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``before``: rounds before this one."""

    before: Annotated[int, Meta(ge=1, le=2**31 - 1)] = 2**31 - 1
    limit: Annotated[int, Meta(ge=1, le=50)] = 20


class RoundPlace(msgspec.Struct):
    """A place that wins.

    Args:
        place: From 1.
        prize: Id of its prize.
        prize_name: In the language of the call.
        number: Of the entry that has it; 0: nobody has it.
        member_id: Empty: nobody.
        name: Masked.
        times: How often it was filled.
    """

    place: int
    prize: str
    prize_name: str
    number: int
    member_id: str
    name: str
    times: int


class RoundView(msgspec.Struct):
    """A list that was closed.

    Args:
        round: From 1.
        status: `closed`, `sealed`, `drawn` or `lapsed`.
        entries: That are in the list.
        hash: Of the sealed list; empty: it is not sealed.
        public: The public value; empty: it was not reported, or there is none.
        waits: Whether the draw waits for the public value.
    """

    round: int
    status: str
    closes_us: int
    draw_us: int
    drawn_us: int | None
    entries: int
    hash: str
    public: str
    waits: bool
    places: list[RoundPlace]


class OpenList(msgspec.Struct):
    """The list that is open.

    Args:
        closes_us: Null: none is.
    """

    round: int
    closes_us: int | None
    entries: int


class RoundList(msgspec.Struct):
    """Rounds, the newest first.

    Args:
        open: Null: the raffle has not begun.
        public_value: What is to be reported after a list is sealed; empty: nothing.
    """

    open: OpenList | None
    public_value: str
    items: list[RoundView]


class PublicValue(msgspec.Struct, forbid_unknown_fields=True):
    """The public value, as it was published."""

    value: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")]


class PlaceForfeited(msgspec.Struct, forbid_unknown_fields=True):
    """A place that is to be filled anew.

    Args:
        place: From 1.
        times: How often it was filled, as it was read: what changed meanwhile is refused.
        reason: For the record; members may read it.
    """

    place: Annotated[int, Meta(ge=1, le=100)]
    times: Annotated[int, Meta(ge=1, le=1_000)]
    reason: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")]


class Accepted(msgspec.Struct):
    """It was taken: the round shows it within moments."""

    activity: str
    round: int


def _get_raffle(call: Call) -> Activity:
    """The raffle that the path names.

    Raises:
        NotFound: there is none.
    """
    wanted = call.params["activity"]
    found = find_anywhere(call.services.program, f"activities.{wanted}")
    if found is None or not isinstance(found.spec, RaffleSpec):
        raise NotFound(f"the program has no raffle {wanted[:100]!r}")
    return found


async def _list(call: Call) -> RoundList:
    activity, services = _get_raffle(call), call.services
    query: RoundsQuery = call.query
    spec = activity.typed(RaffleSpec)
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        head, rounds = await read_rounds(
            connection, services.tenant_id, spec.id, before=query.before, limit=query.limit
        )  # fmt: skip
        people = sorted({one.member for it in rounds for one in it.places if one.member})
        known = await list_names(connection, services.tenant_id, people) if people else {}
    names = {member: name if masked else mask_name(name) for member, (name, masked) in known.items()}
    return RoundList(
        OpenList(head.round, head.closes_us or None, head.numbers - head.gone) if head is not None else None,
        spec.public_value.get(call.locale) if spec.public_value is not None else "",
        [_show(call, spec, one, names) for one in rounds],
    )  # fmt: skip


def _show(call: Call, spec: RaffleSpec, one: RaffleRound, names: dict[int, str]) -> RoundView:
    prizes = {prize.id: prize.name.get(call.locale) for prize in spec.prizes}
    return RoundView(
        one.round, one.status, one.closes_us, one.draw_us, one.drawn_us or None, one.numbers - one.gone, one.hash,
        one.public, one.status == "sealed" and one.asks and not one.public,
        [
            RoundPlace(
                at, place.prize, prizes.get(place.prize, place.prize), place.number,
                str(place.member) if place.member else "", names.get(place.member, ""), place.times,
            )
            for at, place in enumerate(one.places, 1)
        ],
    )  # fmt: skip


async def _send(call: Call, number: int, key: str, type_: str, data: dict[str, Any], action: str) -> Accepted:
    services, wanted = call.services, call.params["activity"]
    data = {"activity": wanted, "round": number, **data}
    t_us = services.now_us()

    async def write(connection: Connection) -> None:
        before = await insert_report(connection, services.tenant_id, wanted, key, type_, t_us, data)
        if before is not None:
            if before == data:
                return
            raise Refused("raffle-report-not-wanted", "something else is under way", round=number)
        await insert_audit(
            connection, services.tenant_id, actor=call.principal.actor, action=action,
            subject=f"raffle/{wanted}/{number}", details=data,
        )  # fmt: skip
        await wake(connection, "deliveries")

    await run_transaction(services.pool, write, tenant_id=services.tenant_id)
    return Accepted(wanted, number)


async def _find(call: Call) -> RaffleRound:
    activity, services, number = _get_raffle(call), call.services, call.params["round"]
    if number.isdecimal() and len(number) < 10:
        async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
            found = await read_round(connection, services.tenant_id, activity.spec.id, int(number))
        if found is not None:
            return found
    raise NotFound(f"there is no closed round {number[:20]!r} of the raffle", fix="see the rounds of the raffle")


async def _report(call: Call) -> Accepted:
    found = await _find(call)
    given: PublicValue = call.body
    value = given.value
    if found.public == value:
        return Accepted(call.params["activity"], found.round)
    if found.status != "sealed" or not found.asks or found.public:
        raise Refused("raffle-report-not-wanted", "the round waits for no public value", round=found.round)
    return await _send(
        call, found.round, f"report:{found.round}", REPORT, {"value": value}, "raffle.reported"
    )  # fmt: skip


async def _replace(call: Call) -> Accepted:
    found = await _find(call)
    body: PlaceForfeited = call.body
    place = found.places[body.place - 1] if body.place <= len(found.places) else None
    if found.status != "drawn" or place is None or not place.number or place.times != body.times:
        raise Refused("raffle-no-place", "nobody has that place, or it was filled anew", round=found.round)
    return await _send(
        call, found.round, f"replace:{found.round}:{body.place}:{body.times}", REPLACE,
        {"place": body.place, "times": body.times, "reason": body.reason}, "raffle.replaced",
    )  # fmt: skip


ENDPOINTS = (
    Endpoint(
        "GET", PATH, _list, text("抽奖各期", "Rounds of a raffle"), "activities", ("members:read",), query=RoundsQuery,
        response=RoundList, errors=_ERRORS,
    ),
    Endpoint(
        "POST", f"{PATH}/{{round}}/public-value", _report,
        text("登记公开数据", "Report the public value of a sealed round"), "activities", ("program:publish",),
        body=PublicValue, response=Accepted, errors=(*_ERRORS, Refused),
        about="Once, after the list was sealed. The draw follows at its time, or at once where that is over.",
    ),
    Endpoint(
        "POST", f"{PATH}/{{round}}/replacements", _replace,
        text("名额顺延", "Fill a place anew whose winner has forfeited"), "activities", ("program:publish",),
        body=PlaceForfeited, response=Accepted, errors=(*_ERRORS, Refused),
        about="The place goes to who is next in the order that was drawn over the sealed list: nothing is drawn again. "
        "What the former winner got goes back as far as it is there.",
    ),
)  # fmt: skip
