"""Whether the process lives, whether it can serve, and figures of what it does."""

from __future__ import annotations

import asyncio
import hmac
from ipaddress import ip_address

import msgspec

from liuke import __version__
from liuke.api import tenant_store
from liuke.api.metrics import MEDIA
from liuke.db.errors import DatabaseUnavailable
from liuke.db.pool import acquire, transaction
from liuke.http.contracts import Call, Content, Endpoint
from liuke.http.errors import Unauthorized
from liuke.kernel.errors import LiukeError
from liuke.kernel.text import text


class Alive(msgspec.Struct):
    """The process answers."""

    status: str
    version: str


class Ready(msgspec.Struct):
    """The process can serve.

    Args:
        schema: Last migration that was applied.
        tenants: How many are open in this process.
    """

    status: str
    version: str
    schema: int
    tenants: int


class NotReady(LiukeError):
    """The process lives, but cannot serve now: the database does not answer, or its schema is not this release's."""

    code = "not-ready"
    status = 503
    title = "Not ready"


async def _alive(_call: Call) -> Alive:
    return Alive("alive", __version__)


async def _ready(call: Call) -> Ready:
    tenants = call.tenants
    try:
        async with acquire(tenants.wide) as connection, transaction(connection):
            schema = await tenant_store.read_schema(connection)
    except DatabaseUnavailable:
        raise NotReady("the database does not answer", fix="wait; see `liuke db status`") from None
    if schema < tenants.schema:
        detail = f"the database has schema {schema}, this release needs {tenants.schema}"
        raise NotReady(detail, fix="run `liuke db migrate`")
    return Ready("ready", __version__, schema, len(tenants.list_open()))


async def _metrics(call: Call) -> Content:
    tenants = call.tenants
    address = call.peer[0] if call.peer is not None else ""
    if not _is_this_machine(address) or any(call.header(name) for name in _OF_PROXIES):
        given, wanted = call.header(b"authorization"), tenants.metrics_token
        if not wanted or not hmac.compare_digest(given.encode(), f"Bearer {wanted}".encode()):
            raise Unauthorized("figures are shown to the machine itself", fix="send the token of LIUKE_METRICS_TOKEN")
    return Content(await asyncio.to_thread(tenants.metrics.render), MEDIA)


_OF_PROXIES = (
    b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-forwarded-port",
    b"x-forwarded-server", b"x-forwarded-by", b"x-forwarded", b"x-real-ip", b"x-client-ip", b"x-original-forwarded-for",
    b"x-original-host", b"x-cluster-client-ip", b"cf-connecting-ip", b"true-client-ip", b"x-envoy-external-address",
    b"cdn-loop", b"x-amzn-trace-id", b"ali-cdn-real-ip",
)  # fmt: skip
"""Any of them: it came through a proxy, and whoever asked is not the machine itself, whatever they say of it."""


def _is_this_machine(address: str) -> bool:
    try:
        return not address or ip_address(address).is_loopback
    except ValueError:
        return False


ENDPOINTS = (
    Endpoint(
        "GET", "/healthz", _alive, text("进程存活", "Whether the process lives"), "health", (), response=Alive,
        about="Says nothing about the database: restart the process when this fails.",
    ),
    Endpoint(
        "GET", "/readyz", _ready, text("能否服务", "Whether the process can serve"), "health", (), response=Ready,
        errors=(NotReady,), about="Send no traffic while this fails.",
    ),
    Endpoint(
        "GET", "/metrics", _metrics, text("运行指标（Prometheus）", "Figures for Prometheus"), "health", (),
        media=MEDIA, errors=(Unauthorized,), about="Only from the machine itself and not through a proxy, or with "
        "`Authorization: Bearer` and the token of LIUKE_METRICS_TOKEN. They are of the whole "
        "installation, so no merchant's key opens them.",
    ),
)  # fmt: skip
