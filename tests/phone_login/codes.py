"""Codes that a served shop has sent, as its log has them."""

from __future__ import annotations

import re
from pathlib import Path

from tests.api.support import Served


def read_codes(shop: Served) -> list[str]:
    """All of them, in order."""
    log = Path(shop.environ["LIUKE_HOME"]).parent / "serve.log"
    return re.findall(r"log-in code of [^:]+: ([0-9]{6})", log.read_text(encoding="utf-8"))
