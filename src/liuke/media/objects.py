"""Where bytes lie: a folder of this machine, or an object store that speaks S3."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from liuke.hooks.objects import Objects
from liuke.kernel.errors import Fault, NotAvailable
from liuke.media.contracts import ObjectsUnavailable

VARIABLE = "LIUKE_MEDIA"
_ABANDONED_S = 1_800.0
"""Nobody writes ten megabytes for so long."""
_FIX = "use a path, or s3://bucket/prefix with the variables AWS_…"


class FolderObjects:
    """Bytes in a folder; several processes may use it at once.

    Args:
        folder: Made when something is put into it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def put(self, key: str, content: bytes) -> None:
        """See :class:`liuke.hooks.objects.Objects`."""
        try:
            await asyncio.to_thread(self._put, self.folder / key, content)
        except OSError as error:
            raise ObjectsUnavailable(f"{self.folder}: {error.strerror}") from error

    def _put(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # a name of its own for each writer: whoever is killed leaves a file that nobody ever reads
        partial = path.with_name(f"{path.name}.{secrets.token_hex(8)}.part")
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    async def find(self, key: str) -> bytes | None:
        """See :class:`liuke.hooks.objects.Objects`."""
        try:
            return await asyncio.to_thread((self.folder / key).read_bytes)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ObjectsUnavailable(f"{self.folder}: {error.strerror}") from error

    async def delete(self, key: str) -> None:
        """See :class:`liuke.hooks.objects.Objects`.

        What writers of the same bytes left half done long ago goes too.
        """
        try:
            await asyncio.to_thread(self._delete, self.folder / key)
        except OSError as error:
            raise ObjectsUnavailable(f"{self.folder}: {error.strerror}") from error

    def _delete(self, path: Path) -> None:
        for partial in path.parent.glob(f"{path.name}.*.part"):
            with suppress(FileNotFoundError):
                if time.time() - partial.stat().st_mtime > _ABANDONED_S:
                    partial.unlink()
        path.unlink(missing_ok=True)


class S3Objects:
    """Bytes in a bucket, by the library obstore.

    Args:
        url: ``s3://bucket/prefix``.
        environ: Of which the variables ``AWS_…`` are taken: keys, region, endpoint.

    Raises:
        NotAvailable: the library is not installed.
    """

    def __init__(self, url: str, environ: Mapping[str, str]) -> None:
        try:
            import obstore  # noqa: PLC0415 - an optional part
            from obstore.store import S3Store  # noqa: PLC0415
        except ImportError:
            raise NotAvailable("pictures in S3 need the library obstore", fix="pip install 'liuke[s3]'") from None
        config: Any = {name.lower(): value for name, value in environ.items() if name.startswith("AWS_") and value}
        endpoint = config.get("aws_endpoint_url_s3") or config.get("aws_endpoint_url") or config.get("aws_endpoint")
        known: Any = {name: config[name] for name in _S3_NAMES if name in config}
        if endpoint:
            known["aws_endpoint"] = endpoint
        plain: Any = {"allow_http": bool(endpoint and endpoint.startswith("http://")), "timeout": "30s"}
        self._store = S3Store.from_url(url, config=known, client_options=plain)
        self._library: Any = obstore
        self._errors = (obstore.exceptions.BaseError, OSError)
        self.url = url

    async def put(self, key: str, content: bytes) -> None:
        """See :class:`liuke.hooks.objects.Objects`."""
        try:
            await self._library.put_async(self._store, key, content)
        except self._errors as error:
            raise self._unavailable(error) from error

    async def find(self, key: str) -> bytes | None:
        """See :class:`liuke.hooks.objects.Objects`."""
        try:
            found = await self._library.get_async(self._store, key)
            return bytes(await found.bytes_async())
        except FileNotFoundError:
            return None
        except self._errors as error:
            raise self._unavailable(error) from error

    async def delete(self, key: str) -> None:
        """See :class:`liuke.hooks.objects.Objects`."""
        try:
            await self._library.delete_async(self._store, key)
        except FileNotFoundError:
            return
        except self._errors as error:
            raise self._unavailable(error) from error

    def _unavailable(self, error: BaseException) -> ObjectsUnavailable:
        return ObjectsUnavailable(f"{self.url}: {(str(error).splitlines() or [''])[0][:200]}")


_S3_NAMES = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_region", "aws_default_region")


def find_media_faults(place: str) -> list[Fault]:
    """What is wrong with ``LIUKE_MEDIA``."""
    url = urlsplit(place)
    if "://" in place and (url.scheme != "s3" or not url.netloc):
        return [Fault(VARIABLE, "unknown-store", f"{place[:100]!r} is no store that is known", _FIX)]
    if "://" not in place and place and not Path(place).is_absolute():
        return [Fault(VARIABLE, "not-absolute", f"{place[:100]!r} is no absolute path", _FIX)]
    return []


def open_objects(home: Path, environ: Mapping[str, str]) -> Objects:
    """The store that ``LIUKE_MEDIA`` names; by default the folder ``media`` of ``LIUKE_HOME``.

    Raises:
        NotAvailable: it is S3, and the library is not installed.
    """
    place = environ.get(VARIABLE, "").strip()
    if place.startswith("s3://"):
        return S3Objects(place, environ)
    return FolderObjects(Path(place) if place else home / "media")
