"""The operators' console: files that the build made, and one page for every address within it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

import liuke
from liuke.api.app import App

PREFIX = "/console"
_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
}


class Console(StaticFiles):
    """Serves the built console below :data:`PREFIX`.

    A path that names no file is an address within the console and gets its page, but for ``assets/``, whose names hold
    a fingerprint of their content: those are kept by browsers for ever, and one that is missing is missing.
    """

    async def get_response(self, path: str, scope: Scope) -> Response:  # noqa: D102 - as of the base
        try:
            answer = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or path.startswith("assets"):
                return PlainTextResponse(str(error.detail), status_code=error.status_code, headers=_HEADERS)
            answer = await super().get_response("index.html", scope)
        answer.headers.update(_HEADERS)
        kept = path.startswith("assets/") and answer.status_code in {200, 206, 304}
        answer.headers["cache-control"] = "public, max-age=31536000, immutable" if kept else "no-cache"
        return answer


def find_console() -> Path | None:
    """Where the built console is: of the repository when run from one, else of the installed package."""
    package = Path(liuke.__file__).parent
    repository = package.parent.parent
    candidates = [repository / "console" / "dist"] if (repository / "pyproject.toml").is_file() else []
    candidates.append(package / "_share" / "console")
    return next((folder for folder in candidates if (folder / "index.html").is_file()), None)


def make_pages(folder: Path | None) -> dict[str, App]:
    """What is mounted beside the API: the console, and the way to it from the root; nothing where none was built."""
    if folder is None:
        return {}
    files = Console(directory=folder, html=True)

    async def console(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["path"] == PREFIX:
            await _redirect(scope, receive, send)
            return
        inner = {**scope, "root_path": scope.get("root_path", "") + PREFIX}
        await files(inner, cast("Receive", receive), cast("Send", send))

    return {PREFIX: console, "/": _redirect}


async def _redirect(scope: dict[str, Any], receive: Any, send: Any) -> None:
    answer = RedirectResponse(f"{PREFIX}/", status_code=307, headers=_HEADERS)
    await answer(scope, cast("Receive", receive), cast("Send", send))
