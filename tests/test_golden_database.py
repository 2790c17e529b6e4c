"""Every golden case, and what the tests of the domains do, on the database: the same in every field as in memory."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from tests.activities.test_check_in_machine import CheckIns
from tests.coupons.test_coupon_machine import Lives
from tests.golden_database import recording, replay
from tests.golden_runner import find_cases, run_case
from tests.merchant import PROGRAM as _MERCHANT
from tests.server import Administrator, TestDatabase
from tests.support_shop import Shop

PROGRAM = {name: section for name, section in _MERCHANT.items() if name not in {"id", "name"}}
MODULES = (
    "tests.coupons.test_coupon_life",
    "tests.checkout.test_checkout_service",
    "tests.benefits.test_entitlements",
    "tests.mall.test_mall",
    "tests.activities.test_check_in",
    "tests.activities.test_domain",
    "tests.activities.test_milestone",
    "tests.activities.test_rewards_list",
    "tests.activities.test_task",
    "tests.earning.test_orders",
    "tests.earning.test_counters",
    "tests.tiers.test_tiers",
    "tests.ledger.test_requests",
)
"""Where stories are told over the engine in memory."""


def _stories() -> Iterator[Any]:
    for name in MODULES:
        module = importlib.import_module(name)
        for test, function in vars(module).items():
            told = inspect.isfunction(function) and test.startswith("test_") and function.__module__ == name
            if told and not hasattr(function, "hypothesis") and not inspect.iscoroutinefunction(function):
                for index, arguments in enumerate(_arguments(function)):
                    yield pytest.param(function, arguments, id=f"{name.rpartition('.')[2]}.{test}-{index}")


def _arguments(function: Any) -> list[dict[str, Any]]:
    """What its parametrization calls it with; nothing where it asks for fixtures."""
    found: list[dict[str, Any]] = [{}]
    for mark in getattr(function, "pytestmark", []):
        if mark.name == "parametrize":
            names = (
                [name.strip() for name in mark.args[0].split(",")] if isinstance(mark.args[0], str) else mark.args[0]
            )
            # a row is a set of values, a tuple of them, or the one value itself
            rows = [
                row.values if isinstance(row, ParameterSet) else row if len(names) > 1 else (row,)
                for row in mark.args[1]
            ]
            found = [{**one, **dict(zip(names, row, strict=True))} for one in found for row in rows]
    wanted = set(inspect.signature(function).parameters)
    return [one for one in found if set(one) == wanted]


@pytest.fixture(scope="module")
def place(administrator: Administrator) -> Iterator[TestDatabase]:
    """A database for this worker alone."""
    made = administrator.make_database()
    yield made
    administrator.drop_database(made)


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in find_cases()])
async def test_golden_case(case: dict[str, Any], place: TestDatabase) -> None:
    with recording(after_each_step=True) as scripts:
        run_case(case)
    (script,) = scripts
    await replay(place, script)


@pytest.mark.parametrize(("function", "arguments"), list(_stories()))
async def test_story(function: Any, arguments: dict[str, Any], place: TestDatabase) -> None:
    with recording() as scripts:
        function(**arguments)
    if scripts and scripts[0].steps:
        await replay(place, scripts[0])


@pytest.mark.parametrize("machine", [Lives, CheckIns])
async def test_random_lives(machine: type[RuleBasedStateMachine], place: TestDatabase) -> None:
    few = settings(max_examples=5, stateful_step_count=30, deadline=None, database=None, derandomize=True)
    with recording() as scripts:
        run_state_machine_as_test(machine, settings=few)
    longest = sorted((script for script in scripts if script.steps), key=lambda script: -len(script.steps))[:3]
    assert sum(len(script.steps) for script in longest) > 60
    for script in longest:
        await replay(place, script)
        await replay(place, script, in_batches=True)


async def test_many_requests_of_a_member_in_one_batch(place: TestDatabase) -> None:
    """What was loaded for one request serves the next, and what one changed is seen by the next."""
    cart = {"lines": [{"sku": "tea", "quantity": 1, "unit_cents": 2_000}]}
    with recording() as scripts:
        shop = Shop(**PROGRAM, stock={"mall:mug": 41, "coupon:rare": 37})
        shop.do("points.earn", asset="points", amount=500)
        for n in range(6):
            coupon = shop.ask("coupon.claim", batch="five")["coupon_id"]
            shop.do("checkout.hold", hold_id=f"h{n}", order_id=f"o{n}", coupon_ids=[coupon], **cart)
        for n in range(6):
            shop.do("checkout.commit" if n % 2 else "checkout.release", hold_id=f"h{n}")
        for n in (1, 3, 5):
            shop.do("order.refunded", order_id=f"o{n}", amount_cents=100)
            shop.do("order.refunded", order_id=f"o{n}", full=True)
        orders = [shop.ask("mall.redeem", item="pin")["order_id"] for _ in range(9)]
        for order in orders:
            shop.do("mall.refund", order_id=order)
        for _ in range(3):
            shop.do("benefit.redeem", benefit="lounge")
    (script,) = scripts
    await replay(place, script, in_batches=True)
