"""Every golden case of every domain."""

from __future__ import annotations

from typing import Any

import pytest

from tests.golden_runner import find_cases, run_case


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in find_cases()])
def test_golden(case: dict[str, Any]) -> None:
    run_case(case)
