"""The operators' console and the member app: files that the build made, and one page for every address within each."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Any, cast

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

import liuke
from liuke.api.app import App

PREFIX = "/console"
MEMBER_PREFIX = "/m"
_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_CONSOLE_POLICY = f"script-src 'self' 'wasm-unsafe-eval'; {_POLICY}"
"""What reads codes in pictures is WebAssembly from this server; it makes no text into a script."""
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
}


class Pages(StaticFiles):
    """Serves one built front end below its prefix.

    A path that names no file is an address within the front end and gets its page, but for ``assets/``, whose names
    hold a fingerprint of their content: those are kept by browsers for ever, and one that is missing is missing. Where
    the build left a packed copy of a file, a browser that takes one gets it.

    Args:
        folder: Of the built front end.
        policy: Its content security policy.
    """

    def __init__(self, folder: Path, policy: str) -> None:
        super().__init__(directory=folder, html=True)
        self._headers = {**_HEADERS, "content-security-policy": policy}

    async def get_response(self, path: str, scope: Scope) -> Response:  # noqa: D102 - as of the base
        try:
            answer = await self._find(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or path.startswith("assets"):
                return PlainTextResponse(str(error.detail), status_code=error.status_code, headers=self._headers)
            answer = await self._find("index.html", scope)
        answer.headers.update(self._headers)
        kept = path.startswith("assets/") and answer.status_code in {200, 206, 304}
        answer.headers["cache-control"] = "public, max-age=31536000, immutable" if kept else "no-cache"
        return answer

    async def _find(self, path: str, scope: Scope) -> Response:
        asked = "index.html" if path in {"", "."} else path
        plain, _ = self.lookup_path(asked)
        packed, found = self.lookup_path(f"{asked}.gz")
        if not plain or found is None:
            return await super().get_response(path, scope)
        headers = Headers(scope=scope)
        if "gzip" not in headers.get("accept-encoding", "") or "range" in headers:
            answer = await super().get_response(path, scope)
        else:
            answer = self.file_response(packed, found, scope)
            if answer.status_code == 200:
                kind, _ = mimetypes.guess_type(asked)
                answer.headers.update({"content-encoding": "gzip", "content-type": kind or "application/octet-stream"})
        answer.headers["vary"] = "accept-encoding"
        return answer


def _find_built(made: str, shared: str) -> Path | None:
    """Where a built front end is: of the repository when run from one, else of the installed package."""
    package = Path(liuke.__file__).parent
    repository = package.parent.parent
    candidates = [repository / made] if (repository / "pyproject.toml").is_file() else []
    candidates.append(package / "_share" / shared)
    return next((folder for folder in candidates if (folder / "index.html").is_file()), None)


def find_console() -> Path | None:
    """Where the built console is; nothing where none was built."""
    return _find_built("console/dist", "console")


def find_member_app() -> Path | None:
    """Where the built member app for browsers is; nothing where none was built."""
    return _find_built("miniapp/dist/h5", "miniapp")


def make_pages(console: Path | None, member_app: Path | None = None) -> dict[str, App]:
    """What is mounted beside the API: the member app, the console and the way to it from the root."""
    pages = dict[str, App]()
    if member_app is not None:
        pages[MEMBER_PREFIX] = _mount(MEMBER_PREFIX, member_app)
    if console is not None:
        pages |= {PREFIX: _mount(PREFIX, console, _CONSOLE_POLICY), "/": _redirect_to(PREFIX)}
    return pages


def _mount(prefix: str, folder: Path, policy: str = _POLICY) -> App:
    files, redirect = Pages(folder, policy), _redirect_to(prefix)

    async def serve(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["path"] == prefix:
            await redirect(scope, receive, send)
            return
        inner = {**scope, "root_path": scope.get("root_path", "") + prefix}
        await files(inner, cast("Receive", receive), cast("Send", send))

    return serve


def _redirect_to(prefix: str) -> App:
    async def redirect(scope: dict[str, Any], receive: Any, send: Any) -> None:
        answer = RedirectResponse(f"{prefix}/", status_code=307, headers=_HEADERS)
        await answer(scope, cast("Receive", receive), cast("Send", send))

    return redirect
