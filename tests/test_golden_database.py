"""Every golden case, and what the tests of the domains do, on the database: the same in every field as in memory."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet

from tests.golden_database import recording, replay
from tests.golden_runner import find_cases, run_case
from tests.server import Administrator, TestDatabase

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
