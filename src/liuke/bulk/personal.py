"""Exports with what is personal in them: the database sends it sealed, here each row is opened and written."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from typing import Any

import msgspec

from liuke.bulk.store import KEY_COLUMN, Column, Shape
from liuke.privacy.box import MemberBox, Personal

_decode = msgspec.json.Decoder(dict[str, Any]).decode
_decode_raw = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_encode = msgspec.json.Encoder().encode
_QUOTED = re.compile(r'[",\r\n]')
_FORMULA = re.compile(r"[-=+@\t\r]")


class Opener:
    """Turns rows as the database sends them, one JSON object a line, into rows of an export.

    Args:
        personal: Of the tenant.
        columns: Of the export.
        shape: Of the result.
    """

    def __init__(self, personal: Personal, columns: Sequence[Column], shape: Shape) -> None:
        self.personal = personal
        self.columns = columns
        self.shape = shape
        self._rest = b""
        self._begun = shape == "ndjson"

    def open(self, piece: bytes) -> bytes:
        """The rows that end within a piece."""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        return self.begin() + b"".join([self._render(line) for line in lines])

    def begin(self) -> bytes:
        """The names of the columns, once."""
        if self._begun:
            return b""
        self._begun = True
        return ",".join(column.name for column in self.columns).encode() + b"\n"

    def _render(self, line: bytes) -> bytes:
        if self.shape == "ndjson":
            row: dict[str, Any] = dict(_decode_raw(line))
            box = self._box(msgspec.json.decode(row["member_id"]), msgspec.json.decode(row.pop(KEY_COLUMN)))
            for column in self.columns:
                if column.sealed:
                    row[column.name] = _open(box, column, msgspec.json.decode(row[column.name]))
            return _encode(row) + b"\n"
        values = _decode(line)
        box = self._box(values["member_id"], values[KEY_COLUMN])
        for column in self.columns:
            if column.sealed:
                values[column.name] = _open(box, column, values[column.name])
        return ",".join([self._cell(column, values[column.name]) for column in self.columns]).encode() + b"\n"

    def _box(self, member_id: str, key: str | None) -> MemberBox:
        return self.personal.box(int(member_id), base64.b64decode(key) if key is not None else None)

    def _cell(self, column: Column, value: Any) -> str:
        """As COPY writes it: nothing is null, and an empty text stands in quotes."""
        if value is None:
            return ""
        text = _encode(value).decode() if column.kind in {"json", "bool"} else str(value)
        if self.shape == "csv" and column.kind == "text" and _FORMULA.match(text):
            text = f"'{text}"
        if not text or _QUOTED.search(text):
            return '"' + text.replace('"', '""') + '"'
        return text


def _open(box: MemberBox, column: Column, value: Any) -> Any:
    if value is None:
        return None
    if column.name == "identities":
        return [
            f"{namespace}:{box.open_name(namespace, stored, base64.b64decode(sealed) if sealed else None)}"
            for namespace, stored, sealed in value
        ]
    return box.open_profile(_encode(value))
