"""Flash sales: pieces free, reserved and bought always sum to what there was, whatever is played in whatever order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from liuke.activities.domain import activity_index, summarize_one
from liuke.activities.parts.flash_sale_doc import BOUGHT, COUNTED, OPEN, SLOT, SaleBook, SaleDoc
from liuke.activities.parts.flash_sale_places import name_item
from liuke.activities.parts.flash_sale_spec import FlashSaleSpec, list_showings
from liuke.activities.shelf import Seen
from liuke.decision.event import Event
from liuke.features import lint_program, load_program
from liuke.kernel.errors import Refused
from tests.golden_runner import build_engine
from tests.support_shop import MINUTE, T0, Shop

SALE: dict[str, Any] = {
    "kind": "flash_sale", "id": "noon", "name": "noon", "reserve_minutes": 10,
    "sessions": [{"id": "s", "at": "12:00", "minutes": 600}],
    "products": [{"id": "mug", "name": "mug", "sku": "MUG", "price_cents": 1_000, "stock": 3, "per_session": 2}],
}  # fmt: skip
CART = [{"sku": "MUG", "unit_cents": 3_000, "quantity": 1}]
DAY = "2024-05-06"


def item(of: str, activity: str = "noon") -> str:
    return name_item(activity, "mug", f"s@{DAY}", of)


def doc_of(made: Shop, member: int = 1) -> SaleDoc:
    return made.state(member).read(SLOT, SaleBook).docs.get("noon") or SaleDoc()


def refusal(made: Shop, *args: Any, **data: Any) -> str:
    with pytest.raises(Refused) as error:
        made.do(*args, **data)
    return error.value.reason


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["reserve", "release", "hold", "commit", "drop", "refund", "wait"]), st.integers(1, 3),
        st.integers(1, 2),
    ),
    max_size=30,
)  # fmt: skip


def _play(made: Shop, number: int, act: str, member: int, pieces: int, held: dict[int, list[str]]) -> None:
    doc = doc_of(made, member)
    open_ = [one for one in doc.places if one.status == OPEN]
    bought = [one for one in doc.places if one.status == BOUGHT]
    match act:
        case "reserve":
            made.do("flash_sale.reserve", made.now_us, member=member, pieces=pieces)
        case "release" if open_:
            made.do("flash_sale.release", made.now_us, member=member, ref=open_[0].ref)
        case "hold":
            lines = [{**CART[0], "quantity": pieces}]
            made.do("checkout.hold", made.now_us, member=member, hold_id=f"h{number}", lines=lines)
            held[member].append(f"h{number}")
        case "commit" if held[member]:
            made.do(
                "checkout.commit", made.now_us, member=member, hold_id=held[member].pop(), order_id=f"{member}o{number}"
            )
        case "drop" if held[member]:
            made.do("checkout.release", made.now_us, member=member, hold_id=held[member].pop(0))
        case "refund" if bought:
            order, refund = bought[0].order_id, f"r{number}"
            made.do("order.refunded", made.now_us, member=member, order_id=order, refund_id=refund, full=True)
        case "wait":
            made.advance(made.now_us + 6 * MINUTE)
        case _:
            pass


@given(STEPS)
@settings(max_examples=30, deadline=None)
def test_free_reserved_and_bought_sum_to_the_stock(steps: list[tuple[str, int, int]]) -> None:
    made, held = Shop(3, activities=[SALE], checkout={"hold_minutes": 10}), {1: [], 2: [], 3: []}
    for number, (act, member, pieces) in enumerate(steps):
        try:
            _play(made, number, act, member, pieces, held)
        except Refused:
            continue
        places = [one for who in (1, 2, 3) for one in doc_of(made, who).places]
        taken = sum(one.pieces for one in places if one.status in COUNTED)
        sold = sum(one.pieces for one in places if one.status == BOUGHT)
        assert made.stock.get(item("free"), 3) == 3 - taken
        assert made.stock.get(item("unsold"), 3) == 3 - sold
        assert taken <= 3
        assert all(doc_of(made, who).count(f"s@{DAY}") <= 2 for who in (1, 2, 3))


def test_a_line_stands_apart_or_like_any_other() -> None:
    off = {"kind": "spend_rebate", "id": "off", "name": "off", "threshold_cents": 3_000, "off_cents": 500}
    for combines, tea, payable in (("alone", 2_000, 3_000), ("alone", 3_000, 3_500), ("as_usual", 2_000, 2_500)):
        made = Shop(activities=[SALE | {"combines": combines}], checkout={"promotions": [off]})
        made.do("flash_sale.reserve")
        lines = [{"sku": "tea", "unit_cents": tea}, *CART]
        told = made.ask("checkout.quote", T0, lines=lines)
        assert told["payable_cents"] == payable
        assert told["list_cents"] == tea + 3_000
        assert told["list_cents"] - sum(step["cents"] for step in told["steps"]) == payable
        assert sum(told["line_cents"]) == payable


def test_a_part_that_comes_back_is_priced_anew_without_the_sale() -> None:
    """Of tea and a mug at its sale price the tea comes back: the mug costs what it cost."""
    off = {"kind": "spend_rebate", "id": "off", "name": "off", "threshold_cents": 3_000, "off_cents": 500}
    made = Shop(activities=[SALE], checkout={"promotions": [off]}, refunds={"remainder": "reprice"})
    made.do("flash_sale.reserve")
    made.do(
        "checkout.hold", hold_id="h", order_id="o", lines=[{"sku": "tea", "unit_cents": 3_000, "quantity": 2}, *CART]
    )
    made.do("checkout.commit", hold_id="h")
    made.do("order.refunded", order_id="o", refund_id="r", lines=[{"sku": "tea", "quantity": 1}])
    order = made.state(1).orders["o"]
    assert (order.amount_cents, order.refunded_cents) == (6_500, 3_000)
    made.do("order.refunded", order_id="o", refund_id="r2", lines=[{"sku": "MUG", "quantity": 1}])
    assert made.state(1).orders["o"].refunded_cents == 4_000
    assert made.stock[item("free")] == made.stock[item("unsold")] == 3


def test_the_end_of_the_sale_leaves_what_is_begun() -> None:
    made = Shop(2, activities=[SALE | {"window": {"to": "2024-05-06 12:05"}}])
    made.do("flash_sale.reserve")
    late = T0 + 5 * MINUTE
    assert refusal(made, "flash_sale.reserve", late, member=2) == "activity-closed"
    assert made.ask("checkout.quote", late, lines=CART)["payable_cents"] == 1_000
    made.do("checkout.hold", late, hold_id="h", lines=CART)
    made.do("checkout.commit", late + MINUTE, hold_id="h", order_id="o")
    assert [one.status for one in doc_of(made).places] == [BOUGHT]


def test_called_off_in_mid_play_gives_places_back() -> None:
    made = build_engine({"activities": [SALE]})
    for member in (1, 2):
        made.register(member, T0)
        made.send("flash_sale.reserve", member, "r", T0)
    made.send("checkout.hold", 2, "h", T0, hold_id="h", lines=CART)
    made.cancel("activities.noon", T0 + MINUTE, "rain")
    assert made.deliver() == 3
    assert made.stock[item("free")] == 2
    # the checkout keeps the price that it promised, and gives the piece back when it is over
    made.send("checkout.release", 2, "x", T0 + 2 * MINUTE, hold_id="h")
    assert made.stock[item("free")] == 3
    with pytest.raises(Refused) as error:
        made.send("flash_sale.reserve", 1, "again", T0 + 2 * MINUTE)
    assert error.value.reason == "activity-cancelled"


def test_two_who_are_one_keep_their_places_and_one_limit() -> None:
    made = build_engine({"activities": [SALE]})
    for member in (1, 2):
        made.register(member, T0)
        made.send("flash_sale.reserve", member, "r", T0)
    made.merge(1, 2, T0 + MINUTE)
    assert made.state(1).read(SLOT, SaleBook).docs["noon"].counted == {"mug": 2}
    with pytest.raises(Refused) as error:
        made.send("flash_sale.reserve", 2, "again", T0 + MINUTE)
    assert error.value.reason == "flash-sale-limit"
    made.advance(T0 + 11 * MINUTE)
    assert made.state(1).read(SLOT, SaleBook).docs["noon"].counted == {}
    assert made.stock[item("free")] == 3


def test_an_edit_keeps_the_price_that_was_reserved() -> None:
    made = Shop(activities=[SALE])
    made.do("flash_sale.reserve")
    dearer = [SALE["products"][0] | {"price_cents": 2_000}]
    made.program = Shop(activities=[SALE | {"products": dearer}]).program
    assert made.ask("checkout.quote", T0, lines=CART)["payable_cents"] == 1_000
    made.program = Shop().program
    assert made.ask("checkout.quote", T0, lines=CART)["payable_cents"] == 1_000
    assert made.ask("checkout.quote", T0 + 10 * MINUTE, lines=CART)["payable_cents"] == 3_000


def test_shows_what_is_left_of_each_session() -> None:
    made = Shop(activities=[SALE])
    made.do("flash_sale.reserve")
    (activity,) = activity_index(made.program).all
    shelf = activity.behaviour.shelf
    assert shelf is not None
    assert list(shelf.items(T0)) == [item("free"), item("unsold")]
    for left, unsold, state in ((2, 3, "open"), (0, 1, "all_held"), (0, 0, "sold_out")):
        stock = {item("free"): left, item("unsold"): unsold}
        product = summarize_one(activity, made.state(1), T0, Seen(stock))["sessions"][0]["products"][0]
        assert (product["left"], product["state"], product["mine"]) == (left, state, 1)


def test_sessions_follow_the_clock_of_the_zone() -> None:
    spec = TypeAdapter(FlashSaleSpec).validate_python(SALE)
    made = Shop(activities=[SALE])
    (first, second) = list(list_showings(spec, T0, made.program.calendar.zone, days=2))
    assert (first.key, first.begins_us, second.begins_us - first.begins_us) == (f"s@{DAY}", T0, 1_440 * MINUTE)


def test_a_herd_asks_for_the_session_of_its_instant() -> None:
    sale = SALE | {
        "sessions": [{"id": "a", "at": "12:00", "minutes": 60}, {"id": "b", "at": "23:30", "minutes": 90}],
        "products": [SALE["products"][0], SALE["products"][0] | {"id": "cup", "sku": "CUP", "sessions": ["b"]}],
    }
    program = Shop(activities=[sale]).program

    def ask(t_us: int, activity: str | None = "noon", **data: Any) -> str | None:
        asked = data | ({"activity": activity} if activity is not None else {})
        found = program.limited["flash_sale.reserve"](program, Event("flash_sale.reserve", 1, "k", t_us, asked))
        return found.item.removeprefix("session:noon/") if found is not None else None

    night = T0 + 690 * MINUTE
    wanted = [
        (T0 - 1, "mug", None), (T0, "mug", f"mug/a/free@{DAY}"), (T0 + 60 * MINUTE - 1, "mug", f"mug/a/free@{DAY}"),
        (T0 + 60 * MINUTE, "mug", None), (night - 1, "cup", None), (night, "cup", f"cup/b/free@{DAY}"),
        (night, "mug", f"mug/b/free@{DAY}"), (night + 90 * MINUTE - 1, "cup", f"cup/b/free@{DAY}"),
        (night + 90 * MINUTE, "cup", None), (T0 + 1_440 * MINUTE, "mug", "mug/a/free@2024-05-07"),
    ]  # fmt: skip
    for _ in range(2):  # what one instant was answered says nothing of another one
        assert [(t_us, product, ask(t_us, product=product)) for t_us, product, _ in wanted] == wanted
        wanted.reverse()
    assert ask(T0, product="mug", session="a") == ask(T0, None, product="mug") == f"mug/a/free@{DAY}"
    assert ask(T0, product="mug", session="b") is ask(T0, product="mug", session="x") is None
    assert ask(T0) is ask(T0, product="jug") is ask(T0, "other", product="mug") is ask(T0, "", product="mug") is None


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"sessions": [{"id": "s", "at": "25:00"}]}, "time of day"),
        ({"sessions": [*SALE["sessions"], *SALE["sessions"]]}, "used twice"),
        ({"products": [SALE["products"][0] | {"sessions": ["x"]}]}, "no sessions x"),
    ],
)
def test_terms_that_cannot_be_kept_are_refused(terms: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        TypeAdapter(FlashSaleSpec).validate_python(SALE | terms)


def test_lint_names_a_price_that_is_none() -> None:
    products = [SALE["products"][0] | {"list_cents": 1_000}]
    document = {"id": "shop", "name": "shop", "activities": [SALE | {"products": products}]}
    found = [one.code for one in lint_program(load_program(document)) if one.code.startswith("flash")]
    assert found == ["flash-sale-no-reduction"]
