"""CSV files as they come: UTF-8, UTF-16, or what spreadsheets and tills in China write (GB 18030, which contains GBK).

The staging engine reads UTF-8 only. A file that is not is rewritten once into the temporary folder; nothing is guessed
from a sample: a file is taken as an encoding only if all of it is valid there.
"""

from __future__ import annotations

import codecs
import gzip
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal, cast

from liuke.replay.errors import SourceUnreadable

Encoding = Literal["auto", "utf-8", "gb18030", "utf-16", "big5", "latin-1"]
BLOCK = 1 << 20
_GZIP = b"\x1f\x8b"
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_as_utf8(path: Path, encoding: Encoding, folder: Path) -> tuple[Path, str]:
    """The file, or a copy of it in UTF-8 that lies in ``folder``; and the encoding it turned out to have.

    ``auto`` takes UTF-8 if the whole file is that, UTF-16 if it says so in its first bytes, GB 18030 otherwise.

    Raises:
        SourceUnreadable: it has bytes that the encoding does not know; the message says where.
    """
    if encoding != "auto":
        at = find_invalid(path, encoding)
        if at is not None:
            raise SourceUnreadable(
                f"{path.name}: byte {at:,} is not {encoding}", fix="name the file's encoding in the mapping: `encoding`"
            )
        return (path if encoding == "utf-8" else _rewrite(path, encoding, folder)), encoding
    with open_unpacked(path) as file:
        wide = file.read(2) in _WIDE
    found, at = ("utf-16", None) if wide else ("utf-8", find_invalid(path, "utf-8"))
    if found == "utf-8" and at is None:
        return path, "utf-8"
    if not wide:
        found = "gb18030"
    if find_invalid(path, found) is not None:
        where = "" if at is None else f": byte {at:,} is not UTF-8, and as a whole it is not GB 18030"
        raise SourceUnreadable(f"{path.name} is in no encoding that is known{where}", fix="save it as UTF-8")
    return _rewrite(path, found, folder), found


def find_invalid(path: Path, encoding: str) -> int | None:
    """Place of the first byte that the encoding does not know, from 0 in the unpacked file; ``None``: all is valid."""
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    with open_unpacked(path) as file:
        while True:
            block = file.read(BLOCK)
            held = len(decoder.getstate()[0])
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                return done - held + error.start
            if not block:
                return None
            done += len(block)


@contextmanager
def open_unpacked(path: Path) -> Generator[IO[bytes]]:
    """The bytes of a file, unpacked if it is packed by gzip.

    Raises:
        SourceUnreadable: it is packed and cut off.
    """
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
    with cast("IO[bytes]", gzip.open(path, "rb") if packed else path.open("rb")) as file:
        try:
            yield file
        except (EOFError, gzip.BadGzipFile) as error:
            raise SourceUnreadable(f"{path.name}: {error}", fix="fetch the file again; it was cut off") from None


def _rewrite(path: Path, encoding: str, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f"{len(list(folder.iterdir()))}-{path.name.removesuffix('.gz')}"
    decoder = codecs.getincrementaldecoder(encoding)()
    with open_unpacked(path) as file, made.open("w", encoding="utf-8", newline="") as out:
        while block := file.read(BLOCK):
            out.write(decoder.decode(block))
        out.write(decoder.decode(b"", final=True))
    return made
