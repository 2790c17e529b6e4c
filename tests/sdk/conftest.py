"""A served tea shop, and clients of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from liuke_sdk import Client, RetryPolicy
from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.sdk.http_proxy import Network, faulty_network
from tests.server import TestDatabase

QUICK = RetryPolicy(attempts=5, first_seconds=0.01, longest_seconds=0.05)


@pytest.fixture(scope="module")
def shop(module_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The tea shop, served."""
    folder: Path = tmp_path_factory.mktemp("shop")
    environ = make_environ(module_database, folder, **NO_LIMITS)
    with serve(environ, prepare(environ, reader=["members:read"])) as served:
        yield served


@pytest.fixture(scope="module")
def network(shop: Served) -> Iterator[Network]:
    """A network before the shop."""
    with faulty_network(shop.url) as made:
        yield made


@pytest.fixture
def liuke(shop: Served) -> Iterator[Client]:
    """A client that may do everything."""
    with Client(shop.url, shop.keys["owner"], locale="en", retry=QUICK) as client:
        yield client


@pytest.fixture
def shaky(network: Network, shop: Served) -> Iterator[Client]:
    """A client behind the network."""
    network.plan()
    with Client(network.url, shop.keys["owner"], locale="en", retry=QUICK, timeout=10.0, deadline=50.0) as client:
        yield client
