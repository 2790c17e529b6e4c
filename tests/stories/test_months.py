"""What moved in a month: postings added up by the account on the other side."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from liuke.stories.months import OWN, Flow, add_up, tier_at

CONTRA = ("issuance", "redemption", "breakage", "adjustment", "clearing", "exchange", "loss")
MOVES = [(source, target) for source in (*sorted(OWN), *CONTRA) for target in (*sorted(OWN), *CONTRA)
         if source != target and (source in OWN or target in OWN)]  # fmt: skip


def test_a_month_by_the_other_account():
    rows = [
        ("points", "adjust", "adjustment", "available", 0, 7),
        ("points", "commit", "held", "redemption", 0, 30),
        ("points", "earn", "issuance", "available", 500, 100),
        ("points", "earn", "issuance", "pending", 0, 40),
        ("points", "exchange_out", "available", "exchange", 0, 10),
        ("points", "expire", "available", "breakage", 20, 5),
        ("points", "hold", "available", "held", 0, 30),
        ("points", "refund", "redemption", "available", 0, 12),
        ("points", "repay", "available", "debt", 0, 3),
        ("points", "restore", "breakage", "available", 0, 2),
        ("points", "reverse", "available", "issuance", 0, 50),
        ("points", "reverse", "debt", "issuance", 0, 4),
        ("points", "settle", "pending", "available", 0, 40),
        ("points", "spend", "available", "redemption", 80, 60),
        ("cards", "receive", "clearing", "available", 0, 1),
    ]
    assert add_up(rows) == [
        Flow("cards", other=1, closing=1),
        Flow("points", opening=400, earned=140, taken_back=54, spent=90, given_back=12, expired=5, restored=2,
             other=-3, closing=402),
    ]  # fmt: skip


def test_what_two_who_are_one_hand_to_each_other_is_no_movement():
    rows = [
        ("points", "merge_in", "clearing", "available", 0, 90),
        ("points", "merge_out", "available", "clearing", 0, 90),
        ("points", "merge_out", "issuance", "clearing", 0, 90),
        ("points", "earn", "issuance", "available", 90, 10),
    ]
    assert add_up(rows) == [Flow("points", opening=90, earned=10, closing=100)]


@given(st.lists(st.tuples(st.sampled_from(MOVES), st.integers(1, 10**9), st.booleans()), max_size=40))
def test_the_closing_is_the_opening_and_everything_between(moves: list[tuple[tuple[str, str], int, bool]]):
    rows = [("points", "kind", *pair, 0 if now else amount, amount if now else 0) for pair, amount, now in moves]
    wallet = sum(amount * ((pair[1] in OWN) - (pair[0] in OWN)) for pair, amount, _ in moves)
    for one in add_up(rows):
        between = one.earned - one.taken_back - one.spent + one.given_back - one.expired + one.restored + one.other
        assert one.closing == one.opening + between == wallet


def test_the_tier_when_a_day_began():
    changes = [(10, "", "bronze"), (20, "bronze", "silver"), (20, "silver", "gold"), (30, "gold", "silver")]
    assert [tier_at(changes, day, "silver") for day in (5, 10, 11, 20, 21, 30, 31)] == [
        "", "", "bronze", "bronze", "gold", "gold", "silver",
    ]  # fmt: skip
    assert tier_at([], 5, "bronze") == "bronze"
