"""Bodies of any length, sent while they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

from liuke_sdk.wire import Content

Upload: TypeAlias = bytes | str | Path | Callable[[], Iterable[bytes]]
"""Bytes, the path of a file, or a function that gives the pieces anew for each attempt."""
_PIECE = 256 * 1024


def open_upload(upload: Upload) -> Content:
    """What is sent; a file is opened at each attempt and never held in memory."""
    if isinstance(upload, bytes):
        return upload
    return (lambda: _read(Path(upload))) if isinstance(upload, str | Path) else upload


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
