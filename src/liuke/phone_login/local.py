"""The sender that is here: it writes the code into the server's log, for trying things out without a provider."""

from __future__ import annotations

import logging

from liuke.hooks.code_sender import CodeSender, LoginCode
from liuke.kernel.text import text
from liuke.privacy.names import mask

log = logging.getLogger(__name__)


async def _send(given: LoginCode) -> None:
    # a warning: whoever leaves this on in production reads it
    log.warning("log-in code of %s: %s (%d min)", mask("phone", given.phone), given.code, given.minutes)


LOG = CodeSender("log", text("写入服务日志（仅供试用）", "Server log (for trying out)"), _send)
