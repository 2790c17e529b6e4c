"""A pool as the engine uses it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from liuke.db.contracts import Pool
from tests.merchant import open_pool
from tests.server import TestDatabase


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await open_pool(database.dsn, 8)
    yield made
    await made.close()
