"""A served tea shop with a coupon whose codes come from a file, for tests of what looks at many members at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from liuke.bootstrap import read_program_file
from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.server import TestDatabase

CODES = {
    "id": "movie",
    "name": "Film ticket",
    "kind": "amount",
    "amount_cents": 500,
    "code": "imported",
    "quota": 1_000,
}
POOL = {"id": "library", "name": "Library", "goal": 1_000}


@contextmanager
def serve_shop(database: TestDatabase, folder: Path) -> Iterator[Served]:
    """The tea shop, served; nothing has happened in it."""
    document: dict[str, Any] = dict(read_program_file("tea_shop").data)
    document["coupons"] = [*document["coupons"], CODES]
    document["pools"] = [POOL]
    file = folder / "program.json"
    file.write_text(json.dumps(document, default=str), encoding="utf-8")
    environ = make_environ(database, folder, **NO_LIMITS)
    keys = prepare(environ, str(file), reader=["members:read"], finance=["finance:read"], bulk=["bulk:read"])
    with serve(environ, keys) as served:
        yield served


def send(shop: Served, path: str, body: bytes, media: str, *, key: str = "owner") -> httpx.Response:
    """A body that is no JSON object."""
    with shop.client(key, **{"Content-Type": media, "Accept-Language": "en"}) as client:
        return client.post(path, content=body)
