"""Random lives of coupons and entitlements: nothing is used twice, nothing is lost, limits hold."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tests.support_shop import DAY, HOUR, T0, Shop

from liuke.benefits.service import left
from liuke.decision.effects import MoveCoupon
from liuke.kernel.errors import Refused

QUOTA, PER_MEMBER = 8, 3
PROGRAM = {
    "coupons": [
        {"id": "few", "name": "few", "kind": "amount", "amount_cents": 300, "claimable": True, "quota": QUOTA,
         "per_member": PER_MEMBER, "transferable": True, "gift_hours": 30, "remind_days": [1],
         "validity": {"kind": "relative", "days": 3}, "return_on_refund": {"policy": "same", "grace_days": 1}},
        {"id": "many", "name": "many", "kind": "percent", "percent_off_bps": 1000, "reusable": 2,
         "stacking": {"group": "b"}, "validity": {"kind": "relative", "days": 2}},
    ],
    "benefits": [
        {"id": "snack", "name": "snack", "kind": "free_item", "redeem": "self", "tiers": ["gold"],
         "quota": {"count": 2, "period": "week", "carry_over": 1}, "scope": {"products": ["tea"]}},
        {"id": "wifi", "name": "wifi", "kind": "service", "redeem": "clerk", "quota": {"count": 1, "period": "day"}},
    ],
    "checkout": {"max_coupons": 2, "points": {}},
    "mall": [{"id": "cup", "name": "cup", "kind": "goods", "price_points": 70, "stock": 3, "fulfilment": "manual"}],
}  # fmt: skip
members = st.integers(1, 2)


class Lives(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.shop = Shop(2, stock={"coupon:few": QUOTA, "mall:cup": 3}, **PROGRAM)
        self.now = T0
        self.uses: dict[int, int] = {}
        self.holds: list[tuple[int, str]] = []
        self.orders: list[tuple[int, str]] = []
        self.codes: list[tuple[int, str]] = []
        self.gifts: list[str] = []
        self.mall: list[tuple[int, str]] = []
        self.entitlement_uses = 0
        self.n = 0
        for member in (1, 2):
            self.shop.do("points.earn", self.now, member=member, asset="points", amount=500)

    def attempt(self, type_: str, member: int, **data):
        before = self.shop.snapshot(member), dict(self.shop.stock), self.shop.snapshot(3 - member)
        due = self.shop.state(member).due_us <= self.now
        try:
            return self.shop.do(type_, self.now, member=member, **data)
        except Refused:
            if not due:
                assert (self.shop.snapshot(member), dict(self.shop.stock), self.shop.snapshot(3 - member)) == before
            return None

    def ids(self, member: int) -> list[str]:
        return [str(i) for i in sorted(self.shop.state(member).coupons_map or {})]

    @rule(hours=st.integers(1, 40), sweep=st.booleans())
    def time_passes(self, hours, sweep):
        self.now += hours * HOUR
        if sweep:
            self.shop.advance(self.now)

    @rule(member=members, batch=st.sampled_from(("few", "many")), way=st.sampled_from(("claim", "campaign")))
    def receive(self, member, batch, way):
        if way == "claim":
            self.attempt("coupon.claim", member, batch=batch)
        else:
            self.attempt("campaign.received", member, batches=[batch])

    @rule(member=members, pick=st.integers(0, 9))
    def use(self, member, pick):
        ids = self.ids(member)
        if ids:
            self.attempt("coupon.use", member, coupon_id=ids[pick % len(ids)])

    @rule(member=members, batch=st.sampled_from(("few", "many")))
    def till(self, member, batch):
        self.attempt("coupon.redeemed", member, batch=batch)

    @rule(member=members, quantity=st.integers(1, 3))
    def hold(self, member, quantity):
        self.n += 1
        lines = [{"sku": "tea", "quantity": quantity, "unit_cents": 900}]
        if self.attempt("checkout.hold", member, hold_id=f"h{self.n}", lines=lines):
            self.holds.append((member, f"h{self.n}"))

    @rule(pick=st.integers(0, 9), pay=st.booleans())
    def end_hold(self, pick, pay):
        if not self.holds:
            return
        member, hold_id = self.holds.pop(pick % len(self.holds))
        if not pay:
            self.attempt("checkout.release", member, hold_id=hold_id)
        elif self.attempt("checkout.commit", member, hold_id=hold_id, order_id=f"o-{hold_id}"):
            self.orders.append((member, f"o-{hold_id}"))

    @rule(pick=st.integers(0, 9), cents=st.integers(1, 900), full=st.booleans())
    def refund(self, pick, cents, full):
        if self.orders:
            member, order_id = self.orders[pick % len(self.orders)]
            more = {"full": True} if full else {}
            self.attempt("order.refunded", member, order_id=order_id, amount_cents=cents, **more)

    @rule(member=members, pick=st.integers(0, 9))
    def give(self, member, pick):
        ids = self.ids(member)
        if ids:
            made = self.attempt("coupon.gift", member, coupon_id=ids[pick % len(ids)], to_member=str(3 - member))
            if made:
                self.gifts.append(made.result["gift_id"])

    @rule(member=members, pick=st.integers(0, 9))
    def accept(self, member, pick):
        if self.gifts:
            self.attempt("coupon.gift_accept", member, gift_id=self.gifts[pick % len(self.gifts)])

    @rule()
    def deliver(self):
        self.shop.advance(self.now)
        self.shop.deliver()

    @rule(member=members, up=st.booleans())
    def move_tier(self, member, up):
        old = self.shop.state(member).tier
        new = "gold" if up else ""
        if old != new:
            self.shop.tier(new, self.now, member=member, how="tier.upgraded" if up else "tier.downgraded")

    @rule(member=members, count=st.integers(1, 2))
    def redeem(self, member, count):
        self.attempt("benefit.redeem", member, benefit="snack", count=count)

    @rule(member=members)
    def issue(self, member):
        made = self.attempt("benefit.issue_code", member, benefit="wifi")
        if made:
            self.codes.append((member, made.result["code"]))

    @rule(pick=st.integers(0, 9))
    def scan(self, pick):
        if self.codes:
            member, code = self.codes[pick % len(self.codes)]
            first = self.attempt("benefit.redeem_code", member, code=code)
            assert self.attempt("benefit.redeem_code", member, code=code) is None or not first

    @rule(member=members)
    def buy(self, member):
        made = self.attempt("mall.redeem", member, item="cup")
        if made:
            self.mall.append((member, made.result["order_id"]))

    @rule(pick=st.integers(0, 9))
    def cancel(self, pick):
        if self.mall:
            member, order_id = self.mall.pop(pick % len(self.mall))
            assert self.attempt("mall.refund", member, order_id=order_id)

    @invariant()
    def coupons_are_conserved(self):
        granted = {1: 0, 2: 0}
        for member, decision in self.shop.decisions:
            granted[member] += sum(1 for e in decision.effects if isinstance(e, MoveCoupon) and not e.old)
        for member in (1, 2):
            assert sum(self.shop.coupons(member).values()) == granted[member]
        few = sum(
            1
            for _, decision in self.shop.decisions
            for effect in decision.effects
            if isinstance(effect, MoveCoupon) and not effect.old and effect.batch == "few" and effect.ref != "gift"
        )
        assert few == self.shop.taken("coupon:few") == QUOTA - self.shop.stock["coupon:few"]
        assert self.shop.stock["coupon:few"] >= 0

    @invariant()
    def every_move_follows_the_one_before(self):
        status: dict[int, str] = {}
        for _, decision in self.shop.decisions:
            for effect in decision.effects:
                if isinstance(effect, MoveCoupon):
                    assert status.get(effect.coupon_id, "") == effect.old != effect.new
                    status[effect.coupon_id] = effect.new
        stored = {i: c.status for m in (1, 2) for i, c in (self.shop.state(m).coupons_map or {}).items()}
        assert stored == status

    @invariant()
    def a_given_coupon_has_one_new_owner_at_most(self):
        given = sum(self.shop.coupons(m).get("given", 0) for m in (1, 2))
        received = sum(1 for m in (1, 2) for c in (self.shop.state(m).coupons_map or {}).values() if c.source == "gift")
        assert received <= given

    @invariant()
    def entitlements_hold_their_quota(self):
        for member in (1, 2):
            spans: set[tuple[str, int]] = set()
            for entitlement in (self.shop.state(member).entitlements_map or {}).values():
                assert left(entitlement) >= 0
                assert entitlement.used >= 0
                assert entitlement.carried <= 1
                span = (entitlement.benefit, entitlement.period_start_us)
                assert span not in spans
                spans.add(span)

    @invariant()
    def points_and_stock_are_conserved(self):
        for member in (1, 2):
            state = self.shop.state(member)
            wallet = state.wallet("points")
            assert wallet.available == sum(lot.remaining for lot in state.lot_books["points"].lots.values())
            assert wallet.held == sum(h.amount for h in (state.holds_map or {}).values() if h.status == "open")
        assert self.shop.stock["mall:cup"] + self.shop.taken("mall:cup") == 3
        assert self.shop.stock["mall:cup"] >= 0

    @invariant()
    def nothing_stays_locked_without_a_reason(self):
        for member in (1, 2):
            state = self.shop.state(member)
            for coupon in (state.coupons_map or {}).values():
                if coupon.status == "locked":
                    kind, _, rest = coupon.ref.partition(":")
                    name = f"coupon_gift:{rest.partition(':')[0]}" if kind == "gift" else f"checkout:{rest}"
                    assert name in state.timers

    def teardown(self):
        # after everything has run out nothing is locked, held or active
        for _ in range(3):
            self.shop.advance(self.now + 30 * DAY)
            self.shop.deliver()
        for member in (1, 2):
            assert not {"locked", "active"} & self.shop.coupons(member).keys()
            assert self.shop.state(member).wallet("points").held == 0


Lives.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestLives = Lives.TestCase


def test_a_use_comes_back_while_the_next_order_holds_the_coupon():
    """Found by the machine: the refund made the hold forget its coupon, which stayed locked for good."""
    lives = Lives()
    lives.receive(batch="many", member=1, way="campaign")
    lives.hold(member=1, quantity=1)
    lives.end_hold(pay=True, pick=0)
    lives.hold(member=1, quantity=1)
    lives.refund(cents=1, full=True, pick=0)
    assert [(one.status, one.ref) for one in lives.shop.state(1).coupons_map.values()] == [("locked", "checkout:h2")]
    lives.teardown()
