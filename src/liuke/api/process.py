"""One of several processes that serve the API on one address; :mod:`liuke.supervise` starts it."""

from __future__ import annotations

import logging

from liuke.api.application import make_app, open_wide_pool
from liuke.api.pinning import pin_loop
from liuke.api.server import serve as serve_app
from liuke.bootstrap import open_platform
from liuke.db.pool import close_pool
from liuke.kernel.logs import log_as_json
from liuke.settings import read_settings
from liuke.supervise.child import Child

TARGET = "liuke.api.process:serve"


async def serve(child: Child) -> None:
    """Serve on the supervisor's socket until told to end. Rate limits are divided among the processes.

    Raises:
        SettingsInvalid: the environment is wrong.
        DbError: the database cannot be used.
    """
    log_as_json(logging.WARNING)
    settings = read_settings()
    options = settings.api.divide(child.count)
    if options.pinned:
        pin_loop(child.number)
    async with open_platform(settings, connections=options.lanes + 6, reserved=options.lanes) as platform:
        wide = await open_wide_pool(platform, options)
        try:
            app = make_app(platform, wide, options, process=child.number)
            await serve_app(
                app, [child.socket], head_timeout_s=options.head_timeout_s, stop=child.stop, on_ready=child.ready
            )
        finally:
            await close_pool(wide)
