"""Pages of lists: a cursor is the place of the last row, so that a list that grows neither skips nor repeats.

On its way to the client and back a cursor carries a mark of its list and filters (:func:`mark_cursor`); sent with other
ones it is refused, where it would silently skip rows.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, TypeVar

import msgspec

from liuke.http.contracts import Page
from liuke.kernel.errors import Fault, InvalidInput

Row = TypeVar("Row")
Item = TypeVar("Item")
MAX_LIMIT = 200
DEFAULT_LIMIT = 50
Limit = Annotated[int, msgspec.Meta(ge=1, le=MAX_LIMIT, description="Rows on a page.")]
Cursor = Annotated[str, msgspec.Meta(max_length=1_000, description="`next_cursor` of the page before.")]
_BOUND = 2**63


class PageQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which page."""

    limit: Limit = DEFAULT_LIMIT
    cursor: Cursor = ""


def write_cursor(place: Sequence[int | str]) -> str:
    """A place in a list as opaque text."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).rstrip(b"=").decode()


def read_cursor(cursor: str, kinds: tuple[type, ...]) -> tuple[Any, ...] | None:
    """The place; ``None`` for the first page.

    Args:
        cursor: As the client sent it.
        kinds: ``int`` or ``str`` of each part of the place.

    Raises:
        InvalidInput: it is not a cursor of this list.
    """
    if not cursor:
        return None
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        place = msgspec.json.decode(raw, type=list[int | str])
    except (ValueError, msgspec.DecodeError):
        place = []
    if len(place) != len(kinds) or not all(map(_fits, place, kinds)):
        fault = Fault("query.cursor", "not-a-cursor", "is no cursor of this list", "send next_cursor as it came")
        raise InvalidInput("the page cannot be found", faults=[fault])
    return tuple(place)


def mark_cursor(page: Page[Any], path: str, params: Mapping[str, str], query: msgspec.Struct) -> None:
    """Bind a page's cursor to what was asked for.

    Args:
        page: About to be sent.
        path: Of the endpoint.
        params: In it.
        query: With its filters.
    """
    if page.next_cursor:
        page.next_cursor = f"{page.next_cursor}.{_make_mark(path, params, query)}"


def unmark_cursor(cursor: str, path: str, params: Mapping[str, str], query: msgspec.Struct) -> tuple[str, Fault | None]:
    """The cursor as the list gave it, and what is wrong with it.

    One without a mark is left to the list: those of the release before had none, and are still read by clients that
    page while a new release takes over.

    Args:
        cursor: As the client sent it.
        path: Of the endpoint.
        params: In it.
        query: With its filters.
    """
    place, _, mark = cursor.rpartition(".")
    if not place or mark == _make_mark(path, params, query):
        return place or cursor, None
    fix = "send next_cursor to the same list with the same filters, or begin without"
    return "", Fault("query.cursor", "of-another-list", "belongs to another list or other filters", fix)


def _make_mark(path: str, params: Mapping[str, str], query: msgspec.Struct) -> str:
    filters = {name: value for name, value in msgspec.structs.asdict(query).items() if name not in {"cursor", "limit"}}
    told = repr((path, sorted(params.items()), filters)).encode()
    return base64.urlsafe_b64encode(hashlib.blake2b(told, digest_size=6).digest()).decode()


def _fits(part: int | str, kind: type) -> bool:
    if isinstance(part, int):
        return kind is int and abs(part) < _BOUND
    return kind is str and "\x00" not in part


def make_page(
    rows: Sequence[Row], limit: int, show: Callable[[Row], Item], place: Callable[[Row], Sequence[int | str]]
) -> Page[Item]:
    """A page of ``limit`` rows out of ``limit + 1`` that were asked for."""
    shown = rows[:limit]
    following = write_cursor(place(shown[-1])) if len(rows) > limit else None
    return Page([show(row) for row in shown], following)
