"""Reviews over HTTP: the queue with its evidence, and what people decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.db.pool import acquire, transaction
from liuke.decision.event import Act, Event
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.fields import Body, Words
from liuke.http.paging import Cursor, Limit, make_page, read_cursor
from liuke.kernel.errors import Fault, InvalidInput, KeyReused, LiukeError, NotFound
from liuke.kernel.text import text
from liuke.members.identity_store import list_shown
from liuke.program.errors import NoProgram
from liuke.program.walk import find_named
from liuke.risk import ring_store, store
from liuke.risk.contracts import Review
from liuke.risk.features import FEATURES, say_value
from liuke.risk.request_types import Decision
from liuke.risk.rings import Person
from liuke.risk.spec import RiskSpec

_Id = Annotated[str, Meta(max_length=200, pattern=r"^[^\x00]*$")]
STATUSES = ("open", "released", "confirmed", "lapsed", "erased")
MAX_AT_ONCE = 100
MAX_PRINTS = 50
MARK_LETTERS = 12
MAX_GRAPH, GRAPH_STEPS = 80, 2
"""People in a graph, and how far around the member it goes."""


class ReviewsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which reviews.

    Args:
        status: `open` (the riskiest first), `released`, `confirmed`, `lapsed`, `erased`, `all`.
        member: Only of this member, by number or `namespace:external_id`.
        ring: Only of members of this ring.
    """

    status: Literal["open", "released", "confirmed", "lapsed", "erased", "all"] = "open"
    member: _Id = ""
    ring: _Id = ""
    limit: Limit = 50
    cursor: Cursor = ""


class RiskFeature(msgspec.Struct):
    """One thing that was measured.

    Args:
        feature: Its name in the program.
        name: The same for people.
        value: The worst of all acts.
        weight: What it weighs in the program that is in force.
        text: The value as a sentence with its unit, in the language of the call.
    """

    feature: str
    name: str
    value: int
    weight: int
    text: str


class HeldAct(msgspec.Struct):
    """An act whose rewards were held.

    Args:
        key: Of its operation: `GET /v1/members/{member}/operations`.
        type: Event type.
        name: The same for people.
        t_us: When it happened.
        score: What it came to.
        features: What was measured and counted, by name.
    """

    key: str
    type: str
    name: str
    t_us: int
    score: int
    features: dict[str, int]


class RiskReview(msgspec.Struct):
    """One matter that people decide on.

    Args:
        review: Its id.
        member_id: Whose acts.
        shown: Their phone number or address with the middle hidden, else another name; empty: they have none.
        status: `open`, `released`, `confirmed`, `lapsed` (nobody decided in time, it was given) or `erased`.
        score: The highest of its acts, of 100.
        features: What speaks against the member, the heaviest first.
        acts: How many acts were held.
        rewards: How many rewards are held, or were decided on.
        amounts: Asset → how much of it.
        names: Asset → its name, in the language of the call.
        ring: Ring that the member was part of; empty: none.
        opened_us: Since when.
        due_us: From when on what is held is given if nobody has decided.
        decided_us: When it was last decided on; null: not yet.
        by: Who decided.
        reason: Why.
        froze: Whether the member was frozen with it.
        undone: Whether it was confirmed once, and that was undone.
    """

    review: str
    member_id: str
    shown: str
    status: str
    score: int
    features: list[RiskFeature]
    acts: int
    rewards: int
    amounts: dict[str, int]
    names: dict[str, str]
    ring: str
    opened_us: int
    due_us: int
    decided_us: int | None
    by: str
    reason: str
    froze: bool
    undone: bool


class SharedPrintView(msgspec.Struct):
    """A device or network that the member shares.

    Args:
        kind: `device` or `network`.
        mark: Beginning of its keyed fingerprint: equal ones are the same thing, and nothing else can be learnt.
        members: How many use it.
        others: Of those who do, the first, by number.
    """

    kind: str
    mark: str
    members: int
    others: list[str]


class RiskReviewDetail(msgspec.Struct):
    """A review with its evidence.

    Args:
        review: As the queue lists it.
        acts: The newest, the oldest first.
        prints: Devices and networks that the member shares, those of most first.
    """

    review: RiskReview
    acts: list[HeldAct]
    prints: list[SharedPrintView]


class GraphPerson(msgspec.Struct):
    """A member near the one whose review it is.

    Args:
        member_id: Who.
        shown: Their phone number or address with the middle hidden, else another name; empty: they have none.
        ring: Whether the job found them in the same ring.
        review: Status of their newest review; empty: they have none.
        orders: Orders that they paid, up to 5.
        joined_us: When they joined.
    """

    member_id: str
    shown: str
    ring: bool
    review: str
    orders: int
    joined_us: int


class GraphTie(msgspec.Struct):
    """What ties two of them.

    Args:
        source: Who invited, of an invitation; else the lower number.
        target: Who was invited, or the other one.
        kind: `invited` or `device`.
        mark: Of a device: the beginning of its keyed fingerprint.
    """

    source: str
    target: str
    kind: str
    mark: str


class RiskGraph(msgspec.Struct):
    """Who is near a member by invitations and devices, at most so many.

    Args:
        center: The member.
        people: The member first.
        ties: Invitations among them, and devices that they share.
        more: Whether there are others.
    """

    center: str
    people: list[GraphPerson]
    ties: list[GraphTie]
    more: bool


class RiskReviewCounts(msgspec.Struct):
    """How many there are.

    Args:
        open: Somebody must look.
        released: They were given.
        confirmed: They were taken back.
        undone: They were confirmed first, and that was a mistake.
        lapsed: Nobody decided in time.
        wrong_bps: Of those that people decided on, how many were no abuse, in 1/10,000; null: none was.
    """

    open: int
    released: int
    confirmed: int
    undone: int
    lapsed: int
    wrong_bps: int | None


class DecideReviews(Body):
    """``decision``: `release` gives what is held; `confirm` gives none of it, and needs a reason."""

    reviews: Annotated[list[_Id], Meta(min_length=1, max_length=MAX_AT_ONCE)]
    decision: Decision
    reason: Words | UnsetType = UNSET
    freeze: bool | UnsetType = UNSET


class DecidedReview(msgspec.Struct):
    """What came of one of them.

    Args:
        status: As it is now; empty: it was refused.
        code: Why it was refused; empty: it was not.
    """

    review: str
    status: str
    code: str


class DecidedReviews(msgspec.Struct):
    """What came of each, in the order in which they were named."""

    items: list[DecidedReview]


# -- what is shown ----------------------------------------------------------------------------------------------------
def view_review(call: Call, row: store.ReviewRow) -> RiskReview:
    """As the queue shows it."""
    one, spec = row.review, call.services.program.spec
    named = {asset: find_named(spec, f"assets.{asset}") for asset in one.amounts}
    names = {asset: name.get(call.locale) if name is not None else asset for asset, name in named.items()}
    return RiskReview(
        row.id, str(row.member_id), row.shown, one.status, one.score, _view_features(call, one), one.count, one.rewards,
        one.amounts, names, one.ring_id, one.opened_us, one.due_us, one.decided_us or None, one.by, one.reason,
        one.froze, one.undone,
    )  # fmt: skip


def _view_features(call: Call, review: Review) -> list[RiskFeature]:
    terms = call.services.program.section("risk", RiskSpec)
    found = list[RiskFeature]()
    for name, feature in FEATURES.items():
        value = review.features.get(name)
        if value is None:
            continue
        met = [
            one.weight for one in terms.signals
            if one.feature == name and (value <= one.at if feature.low else value >= one.at)
        ]  # fmt: skip
        weight, said = max(met, default=0), say_value(name, value, call.locale)
        found.append(RiskFeature(name, feature.label.get(call.locale), value, weight, said))
    return sorted(found, key=lambda one: (-one.weight, one.feature))


def _view_acts(call: Call, review: Review) -> list[HeldAct]:
    events = call.services.program.events
    found = list[HeldAct]()
    for act in review.acts:
        event_type = events.find(act.type)
        name = event_type.label.get(call.locale) if event_type is not None else act.type
        found.append(HeldAct(act.key, act.type, name, act.t_us, act.score, act.features))
    return found


async def _list(call: Call) -> Page[RiskReview]:
    query, services = call.query, call.services
    member_id = await services.identities.get_left(await services.identities.get(query.member)) if query.member else 0
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await store.list_reviews(
            connection, services.tenant_id, ring_id=query.ring,
            members=await store.list_whole(connection, member_id) if member_id else (),
            statuses=STATUSES if query.status == "all" else (query.status,),
            order="score" if query.status == "open" else "newest",
            before=read_cursor(query.cursor, (int, str)), limit=query.limit + 1,
        )  # fmt: skip  # pyright: ignore[reportArgumentType] - two parts, as they were read
    return make_page(rows, query.limit, lambda row: view_review(call, row), lambda row: (row.position, row.id))


async def _count(call: Call) -> RiskReviewCounts:
    services = call.services
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        found = await store.count_reviews(connection, services.tenant_id)
    released, confirmed, undone = (found.get(name, 0) for name in ("released", "confirmed", "undone"))
    decided = released + confirmed + undone
    wrong = (released + undone) * 10_000 // decided if decided else None
    return RiskReviewCounts(found.get("open", 0), released, confirmed, undone, found.get("lapsed", 0), wrong)


async def _get(call: Call) -> RiskReviewDetail:
    services = call.services
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await store.list_reviews(
            connection, services.tenant_id, statuses=STATUSES, ids=(call.params["review"],), limit=1
        )
        if not rows:
            raise NotFound("there is no such review", fix="GET /v1/reviews")
        whole = await store.list_whole(connection, rows[0].member_id)
        prints = await store.list_shared_prints(connection, services.tenant_id, whole, MAX_PRINTS)
    return RiskReviewDetail(
        view_review(call, rows[0]), _view_acts(call, rows[0].review), [_view_print(one, whole) for one in prints]
    )


async def _get_graph(call: Call) -> RiskGraph:
    services = call.services
    member_id = await services.identities.get_left(await services.identities.get(call.params["member"]))
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        near = [member_id]
        for _ in range(GRAPH_STEPS):
            found = await ring_store.list_near(connection, services.tenant_id, near, MAX_GRAPH)
            near += [one for one in found if one not in near]
        people = await ring_store.load_people(connection, services.tenant_id, near[:MAX_GRAPH])
        kept = await ring_store.read_found(connection, services.tenant_id, list(people))
        reviews = await store.list_reviews(
            connection, services.tenant_id, statuses=STATUSES, members=list(people), limit=MAX_GRAPH
        )
        shown = await list_shown(connection, services.tenant_id, list(people))
    statuses = {row.review.member_id: row.review.status for row in reversed(reviews)}
    ring = kept[member_id].ring_id if member_id in kept else ""
    order = [one for one in near if one in people]
    return RiskGraph(
        str(member_id),
        [
            GraphPerson(
                str(one), shown.get(one, ""), bool(ring) and one in kept and kept[one].ring_id == ring,
                statuses.get(one, ""), people[one].orders, people[one].joined_us,
            )
            for one in order
        ],
        list(_list_ties(people)), len(near) > len(people),
    )  # fmt: skip


def _list_ties(people: Mapping[int, Person]) -> Iterator[GraphTie]:
    users: dict[bytes, list[int]] = {}
    for number in sorted(people):
        person = people[number]
        if person.inviter in people:
            yield GraphTie(str(person.inviter), str(number), "invited", "")
        for device in person.devices:
            users.setdefault(device, []).append(number)
    for device in sorted(users):
        first, *others = users[device]
        for other in others:  # all who use one device hang on the first: pairs would be unreadable
            yield GraphTie(str(first), str(other), "device", device.hex()[:MARK_LETTERS])


def _view_print(one: store.SharedPrint, whole: list[int]) -> SharedPrintView:
    others = [str(member) for member in one.members if member not in whole]
    return SharedPrintView(one.kind, one.print.hex()[:MARK_LETTERS], len(others) + 1, others[:MAX_PRINTS])


# -- deciding ---------------------------------------------------------------------------------------------------------
async def _decide(call: Call) -> DecidedReviews:
    """Each on its own, once under the key of the call: what one is refused for does not keep the others."""
    body, services = call.body, call.services
    reason = "" if body.reason is UNSET else body.reason.strip()
    if body.decision == "confirm" and not reason:
        fault = Fault("reason", "missing", "whoever looks again wants to know why", "write a reason")
        raise InvalidInput("what is not given needs a reason", faults=[fault])
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await store.list_reviews(
            connection, services.tenant_id, statuses=STATUSES, ids=body.reviews, limit=MAX_AT_ONCE
        )
    known = {row.id: row.member_id for row in rows}
    named = dict.fromkeys(body.reviews)
    return DecidedReviews([await _decide_one(call, one, known.get(one), reason) for one in named])


async def _decide_one(call: Call, id_: str, member_id: int | None, reason: str) -> DecidedReview:
    if member_id is None:
        return DecidedReview(id_, "", "review-not-found")
    body, actor = call.body, call.principal.actor
    event = make_decision(id_, member_id, f"{call.key}:{id_}", body.decision, reason, actor, freeze=body.freeze is True)
    outcome = await call.services.engine.submit(event)
    if outcome.error is not None:
        return DecidedReview(id_, "", _name(outcome.error))
    return DecidedReview(id_, "released" if body.decision == "release" else "confirmed", "")


def make_decision(
    id_: str, member_id: int, key: str, decision: Decision, reason: str, actor: str, *, freeze: bool = False
) -> Event:
    """The event by which a person decides on a review."""
    data: dict[str, Any] = {"review": id_, "decision": decision, "clerk": actor}
    data |= {"reason": reason} if reason else {}
    if freeze and decision == "confirm":
        data["freeze"] = True
    return Event("review.decide", member_id, key, 0, data, act=Act("review.decided", actor))


def _name(error: LiukeError) -> str:
    return str(getattr(error, "reason", error.code))


_READ, _WRITE = ("members:read",), ("points:adjust",)
ENDPOINTS = (
    Endpoint(
        "GET", "/v1/reviews", _list, text("风险审核列表", "Reviews"), "reviews", _READ, query=ReviewsQuery,
        response=Page[RiskReview], errors=(InvalidInput, NotFound, NoProgram),
        about="What is open, the riskiest first; everything else by time, the newest first. Reviews of test members "
        "are in no list.",
    ),
    Endpoint(
        "GET", "/v1/reviews/counts", _count, text("风险审核统计", "How many reviews there are"), "reviews", _READ,
        response=RiskReviewCounts, errors=(NoProgram,),
        about="With the share of those that people looked at and that were no abuse.",
    ),
    Endpoint(
        "GET", "/v1/reviews/{review}", _get, text("风险审核详情", "A review with its evidence"), "reviews", _READ,
        response=RiskReviewDetail, errors=(NotFound, NoProgram),
        about="What was held, what was measured, and with whom the member shares devices and networks.",
    ),
    Endpoint(
        "GET", "/v1/members/{member}/risk-graph", _get_graph, text("会员关系图", "Who is near a member"), "reviews",
        _READ, response=RiskGraph, errors=(NotFound, NoProgram),
        about="Invitations and shared devices around a member, for people who decide on a review.",
    ),
    Endpoint(
        "POST", "/v1/reviews/decide", _decide, text("批量风险审核", "Decide on reviews"), "reviews", _WRITE,
        body=DecideReviews, response=DecidedReviews, errors=(InvalidInput, KeyReused, NoProgram), keyed=True,
        about="Gives what is held, or none of it; who decided is in the audit log. The same call under the same key "
        "decides nothing twice. A confirmed one can be undone: `POST /v1/members/{member}/reviews/{review}/undo`.",
    ),
)  # fmt: skip
