"""From a turn to what :func:`liuke.checkout.quote.quote` wants: the terms, the cart, the member's offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec

from liuke.benefits import service as benefits
from liuke.benefits.spec import BenefitSpec
from liuke.checkout import stamps
from liuke.checkout.model import Cart, Line, Offer, PointsTerms, Terms, Unused
from liuke.checkout.spec import CheckoutSpec, PointsRedemption
from liuke.coupons import service as coupons
from liuke.coupons.spec import CouponBatch
from liuke.decision.conditions import TurnTest, compile_test, holds
from liuke.decision.domain import CompiledProgram
from liuke.decision.holdings import Coupon
from liuke.decision.turn import Turn
from liuke.goods.lines import MAX_LINES, MAX_TAGS
from liuke.kernel.money import MAX_AMOUNT
from liuke.ledger.postings import get_asset

_ASKED_ON = ("checkout.quote", "checkout.hold")
"""What conditions of the checkout are tested on."""


def checkout_tests(program: CompiledProgram) -> dict[str, TurnTest | None]:
    """Conditions of promotions by id, and of the special worth of points under ``points:``."""

    def build(p: CompiledProgram) -> dict[str, TurnTest | None]:
        spec = p.section("checkout", CheckoutSpec)
        tests = {promotion.id: compile_test(p, promotion.when, _ASKED_ON) for promotion in spec.promotions}
        if spec.points is not None:
            tests["points:"] = compile_test(p, spec.points.special_when, _ASKED_ON)
        return tests

    return program.built("checkout.tests", build)


def find_terms(turn: Turn, max_points: int | None = None) -> Terms:
    """What the program says for this member now."""
    spec = turn.program.section("checkout", CheckoutSpec)
    tests, tier = checkout_tests(turn.program), turn.state.tier
    promotions = tuple(
        promotion
        for promotion in spec.promotions
        if promotion.window.holds(turn.day)
        and (not promotion.tiers or tier in promotion.tiers)
        and holds(tests[promotion.id], turn)
    )
    points = _find_points(turn, spec.points, max_points) if spec.points is not None else None
    return Terms(
        tuple(benefits.active_discounts(turn)), promotions, spec.member_price == "both", spec.member_price_on_promoted,
        spec.max_coupons, points, {group.id: group.pick for group in spec.promotion_groups}, spec.rebates,
    )  # fmt: skip


def _find_points(turn: Turn, spec: PointsRedemption, max_points: int | None) -> PointsTerms | None:
    if spec.tiers and turn.state.tier not in spec.tiers:
        return None
    wallet = turn.state.wallet(spec.asset)
    owed = wallet.debt if get_asset(turn, spec.asset).debt.policy == "negative" else 0
    available = max(wallet.available - owed, 0)
    if max_points is not None:
        available = min(available, max(max_points, 0))
    if spec.max_points is not None:
        available = min(available, spec.max_points)
    cents = spec.cents
    if spec.special_cents is not None and holds(checkout_tests(turn.program)["points:"], turn):
        cents = spec.special_cents
    return PointsTerms(
        spec.asset, spec.step, spec.step * cents // spec.per_points, available, spec.min_points, spec.max_share_bps,
        spec.with_member_price, spec.with_coupons, spec.min_order_cents, spec.scope,
    )  # fmt: skip


# -- the cart -------------------------------------------------------------------------------------------------------
def read_cart(turn: Turn) -> Cart:
    """The cart of a request; refuses with every fault at once."""
    faults: list[str] = []
    raw: list[Any] = list(turn.data["lines"])
    if not 0 < len(raw) <= MAX_LINES:
        faults.append(f"lines: there must be 1 to {MAX_LINES}, not {len(raw)}")
    lines = [_read_line(f"lines.{i}", one, faults) for i, one in enumerate(raw[:MAX_LINES])]
    delivery = turn.data.get("delivery_cents") or 0
    if delivery < 0:
        faults.append("delivery_cents: must not be negative")
    names = [line.id for line in lines if line.id]
    faults += [f"lines: two are called {name}" for name in sorted({name for name in names if names.count(name) > 1})]
    if sum(line.cents for line in lines) > MAX_AMOUNT:
        faults.append(f"lines: cost more than {MAX_AMOUNT}")
    if faults:
        turn.refuse("cart-invalid", "; ".join(faults), fix="mend every fault named", faults_found=faults)
    return Cart(tuple(_name_goods(turn, line) for line in lines), turn.data.get("store") or "", delivery)


def _name_goods(turn: Turn, line: Line) -> Line:
    """The line with what is known of its product, where it does not say so itself."""
    category, tags = turn.ctx.catalogue.name_goods(line.sku, line.category, line.tags, turn.now.t_us)
    if (category, tags) == (line.category, line.tags):
        return line
    return msgspec.structs.replace(line, category=category, tags=tuple(tags))


def _read_line(path: str, raw: Any, faults: list[str]) -> Line:
    if not isinstance(raw, Mapping):
        faults.append(f"{path}: must be an object")
        return Line("", "", 1, 0)
    data = cast("Mapping[str, Any]", raw)
    numbers = dict[str, int]()
    for name, least, default in (
        ("quantity", 1, 1),
        ("unit_cents", 0, None),
        ("grams", 0, 0),
        ("discount_cents", 0, 0),
    ):
        value: Any = data.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= MAX_AMOUNT:
            faults.append(f"{path}.{name}: must be a whole number from {least}")
            value = least
        numbers[name] = value
    words: dict[str, str] = {}
    for name in ("sku", "category", "id", "store"):
        word: Any = data.get(name) if name == "sku" else data.get(name) or ""
        if not isinstance(word, str):
            faults.append(f"{path}.{name}: must be text")
            word = ""
        words[name] = word
    line = Line(
        words["sku"], words["category"], numbers["quantity"], numbers["unit_cents"], numbers["grams"], words["id"],
        words["store"], _read_tags(path, data.get("tags"), faults), numbers["discount_cents"],
    )  # fmt: skip
    if line.cents < 0:
        faults.append(f"{path}.discount_cents: is more than the line costs")
    return line


def _read_tags(path: str, raw: Any, faults: list[str]) -> tuple[str, ...]:
    given: Any = () if raw is None else raw
    tags: list[Any] = list(given) if isinstance(given, list | tuple) else [None]  # pyright: ignore[reportUnknownArgumentType] - of anything
    if len(tags) > MAX_TAGS or not all(isinstance(tag, str) for tag in tags):
        faults.append(f"{path}.tags: must be a list of at most {MAX_TAGS} words")
        return ()
    return tuple(tags)


# -- the offers -----------------------------------------------------------------------------------------------------
def find_offers(turn: Turn) -> list[Offer]:
    """Everything the member may use now: coupons (those named, or all), full stamp cards, free items of benefits."""
    named = turn.data.get("coupon_ids")
    wanted = None if named is None else {coupons.read_id(one) for one in named}
    out = [
        offer
        for coupon in turn.state.coupons().values()
        if (wanted is None or coupon.coupon_id in wanted) and (offer := _coupon_offer(turn, coupon)) is not None
    ]
    if turn.data.get("use_benefits") is not False:
        out += [stamps.offer(card) for card in stamps.full_cards(turn)]
        out += [
            _benefit_offer(benefit)
            for benefit in turn.program.items("benefits", BenefitSpec)
            if _is_free(turn, benefit)
        ]
    return out


def find_unusable(turn: Turn, usable: Sequence[Offer]) -> tuple[Unused, ...]:
    """Coupons that were named and are no offers: of somebody else, used, in use, or not of this time."""
    numbers = {offer.number for offer in usable if offer.source == "coupon"}
    held = turn.state.coupons()
    named = [(one, coupons.read_id(one)) for one in turn.data.get("coupon_ids") or ()]
    return tuple(
        Unused("coupon", held[number].batch if number in held else str(one), number, "not-usable")
        for one, number in named
        if number not in numbers
    )


def _coupon_offer(turn: Turn, coupon: Coupon) -> Offer | None:
    batch = coupons.find_batch(turn.program, coupon.batch)
    if batch is None or coupon.status != "active":
        return None
    if not coupon.valid_from_us <= turn.now.t_us < coupon.valid_until_us:
        return None
    return coupon_offer(batch, coupon)


def coupon_offer(batch: CouponBatch, coupon: Coupon) -> Offer:
    """A coupon under its batch's terms."""
    stacking = batch.stacking
    return Offer(
        "coupon", batch.id, coupon.coupon_id, batch.kind, batch.amount_cents, batch.percent_off_bps,
        batch.max_discount_cents, batch.threshold_cents, batch.scope, stacking.group, stacking.priority,
        None if stacking.combinable_with is None else frozenset(stacking.combinable_with),
        stacking.with_member_price, stacking.with_promotions, stacking.with_points, coupon.valid_until_us,
    )  # fmt: skip


def _is_free(turn: Turn, benefit: BenefitSpec) -> bool:
    return benefit.takes_off in {"item", "delivery"} and not benefits.find_obstacle(turn, benefit)


def _benefit_offer(benefit: BenefitSpec) -> Offer:
    return Offer(
        "benefit", benefit.id, 0, "free_item" if benefit.takes_off == "item" else "free_delivery",
        max_discount_cents=benefit.max_discount_cents, scope=benefit.scope, group=f"benefit:{benefit.id}", priority=20,
        counts=False,
    )  # fmt: skip
