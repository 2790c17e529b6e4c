"""``liuke serve``: the HTTP API."""

from __future__ import annotations

import logging
import socket
from typing import Annotated

import typer
import uvloop

from liuke.api.application import make_app, open_wide_pool
from liuke.api.pages import find_console, find_member_app
from liuke.api.process import TARGET
from liuke.api.server import serve as run_server
from liuke.bootstrap import Platform, open_platform
from liuke.cli.terminal import AskedLocale, describe, get_settings, print_line
from liuke.db.pool import close_pool
from liuke.kernel.errors import NotAvailable
from liuke.kernel.logs import log_as_json
from liuke.kernel.text import text
from liuke.keys.service import Keys
from liuke.options import ApiOptions
from liuke.settings import Settings
from liuke.supervise.listening import bind
from liuke.supervise.supervisor import Supervisor

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8080
Host = Annotated[str, typer.Option("--host", help="Address to listen on; 0.0.0.0 for every one of this machine.")]
Workers = Annotated[int, typer.Option("--workers", min=1, max=256, help="Processes on the address.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65_535, help="Port to listen on; 0: any that is free.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "serve",
        help=describe(
            "Serve the HTTP API. Ends on SIGTERM or Ctrl-C, after everything that was taken is answered. Calls need a "
            "key: `liuke keys add`. LIUKE_RATE_LIMIT sets the calls a second of one key, LIUKE_MEMBER_RATE_LIMIT those "
            "of one member's token. SIGHUP renews the processes one by one.",
            "liuke serve",
            "liuke serve --workers 4",
            "liuke serve --host 0.0.0.0 --port 80",
        ),
    )(_serve)


def _serve(
    host: Host = DEFAULT_HOST, port: Port = DEFAULT_PORT, workers: Workers = 1, locale: AskedLocale = ""
) -> None:
    settings = get_settings(locale)
    options = settings.api.divide(workers)
    if workers == 1:
        log_to_stderr()
    else:
        log_as_json()
    with listen(host, port) as listening:
        if workers == 1:
            uvloop.run(serve_tenant(settings, options, listening))
        else:
            uvloop.run(_supervise(settings, listening, workers))


_ADD_KEY = "liuke keys add till --scope events:write"


async def _supervise(settings: Settings, listening: socket.socket, workers: int) -> None:
    """Several processes on the address; each opens the platform for itself."""
    async with open_platform(settings, connections=2):
        pass  # migrated once, before the processes look at it
    supervisor = Supervisor(TARGET, listening, workers=workers)
    await supervisor.run(on_ready=lambda: _print_address(listening, settings))


def log_to_stderr() -> None:
    """Warnings and errors, one line each; requests are not logged."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")


def listen(host: str, port: int) -> socket.socket:
    """Open the address.

    Raises:
        NotAvailable: it is taken, or not ours.
    """
    try:
        return bind(host, port)
    except OSError as error:
        fix = "choose another with --port, or end what listens there"
        raise NotAvailable(f"{host}:{port} cannot be opened: {error.strerror}", fix=fix) from None


async def serve_tenant(settings: Settings, options: ApiOptions, listening: socket.socket, *, tenant: str = "") -> None:
    """Open the platform and serve until told to end."""
    lanes = options.lanes
    async with open_platform(settings, connections=lanes + 6, reserved=lanes, tenant=tenant or None) as platform:
        await serve_platform(platform, options, listening)


async def serve_platform(platform: Platform, options: ApiOptions, listening: socket.socket) -> None:
    """Serve over an open platform until told to end."""
    wide = await open_wide_pool(platform, options)
    try:
        app = make_app(platform, wide, options)
        _print_address(listening, platform.settings)
        if not await Keys(platform.pool, platform.tenant_id).list_all():
            hint = text("还没有密钥，请运行", "there is no key yet; make one:")
            print_line(f"{hint.get(platform.settings.locale)} {_ADD_KEY}")
        await run_server(app, [listening], head_timeout_s=options.head_timeout_s)
    finally:
        await close_pool(wide)


def _print_address(listening: socket.socket, settings: Settings) -> None:
    host, port, *_ = listening.getsockname()
    shown = f"[{host}]" if ":" in host else host
    print_line(f"{text('接口地址', 'serving on').get(settings.locale)} http://{shown}:{port}")
    if find_console() is not None:
        print_line(f"{text('控制台', 'console').get(settings.locale)} http://{shown}:{port}/console/")
    if find_member_app() is not None:
        print_line(f"{text('会员端', 'member app').get(settings.locale)} http://{shown}:{port}/m/")
