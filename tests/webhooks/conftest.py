"""Fixtures of the tests of webhooks."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.server import TestDatabase
from tests.webhooks.world import World, open_world


@pytest.fixture
async def world(database: TestDatabase) -> AsyncIterator[World]:
    made = await open_world(database)
    yield made
    await made.close()
