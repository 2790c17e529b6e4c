"""A pool as the engine uses it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from liuke.db.contracts import Pool
from tests.server import TestDatabase
from tests.world import make_pool


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await make_pool(database.dsn)
    yield made
    await made.close()
