"""Stores, products and categories over HTTP: each kind with the same five endpoints."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.catalogue.rows import COLUMNS, MAX_TAGS, read_csv
from liuke.catalogue.service import Changed, Wish, change_entries
from liuke.goods.catalogue import Catalogue, Category, Entry, EntryKind, Product, Store
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.errors import TooLarge
from liuke.http.fields import Body
from liuke.http.paging import Cursor, Limit, make_page, read_cursor
from liuke.kernel.clock import LATEST_US
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import Text, text

READ = ("program:read", "members:read")
READ_STORES = (*READ, "redeem")
"""Who redeems says where."""
WRITE = ("program:write",)
CSV_LIMIT = 16 * 1024 * 1024
"""Bytes of a file."""

Word = Annotated[str, Meta(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
When = Annotated[
    int,
    Meta(ge=0, lt=LATEST_US, description="UTC microseconds; 0: it has always been so. By default from now on, and of "
         "an entry that was not known ever since."),
]  # fmt: skip


class PutStore(Body):
    """A place where the merchant sells.

    Args:
        name: For people.
        time_zone: IANA name, where it is not the program's: what happens there counts on the days of its own clock.
        place: City or district, in the merchant's words.
        valid_from_us: First instant at which this holds.
    """

    name: Word
    time_zone: Word = ""
    place: Word = ""
    valid_from_us: When | UnsetType = UNSET


class PutProduct(Body):
    """Something that is sold.

    Args:
        name: For people.
        category: Its kind; taken for lines of orders that name none.
        tags: More words that rules may ask for.
        valid_from_us: First instant at which this holds.
    """

    name: Word
    category: Word = ""
    tags: Annotated[list[Annotated[str, Meta(min_length=1, max_length=64)]], Meta(max_length=MAX_TAGS)] = msgspec.field(
        default_factory=list
    )
    valid_from_us: When | UnsetType = UNSET


class PutCategory(Body):
    """A kind of product.

    Args:
        name: For people.
        valid_from_us: First instant at which this holds.
    """

    name: Word
    valid_from_us: When | UnsetType = UNSET


class StoreView(msgspec.Struct):
    """A store as it is at an instant."""

    id: str
    name: str
    time_zone: str
    place: str
    valid_from_us: int


class ProductView(msgspec.Struct):
    """A product as it is at an instant."""

    id: str
    name: str
    category: str
    tags: list[str]
    valid_from_us: int


class CategoryView(msgspec.Struct):
    """A category as it is at an instant."""

    id: str
    name: str
    valid_from_us: int


class EntriesChanged(msgspec.Struct):
    """What came of a change.

    Args:
        changed: Entries that are different now; what is sent again changes nothing.
        version: Of the catalogue: decisions note the one they were made with.
    """

    changed: int
    version: int


class EntryQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``at_us``: as it is at this instant; 0: now."""

    at_us: When = 0


class EntriesQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``at_us``: as they are at this instant (0: now); ``q``: part of the id or the name."""

    at_us: When = 0
    q: Annotated[str, Meta(max_length=200)] = ""
    limit: Limit = 50
    cursor: Cursor = ""


class RemoveQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``valid_from_us``: from when on there is no such thing; 0: from now on."""

    valid_from_us: When = 0


@dataclass(frozen=True, slots=True)
class _Kind:
    kind: EntryKind
    plural: str
    put: type[Body]
    view: type[msgspec.Struct]
    make: Callable[[Any], Entry]
    one: Text
    many: Text


def _make_store(body: PutStore) -> Entry:
    return Store(body.name, body.time_zone, body.place)


def _make_product(body: PutProduct) -> Entry:
    return Product(body.name, body.category, tuple(dict.fromkeys(body.tags)))


def _make_category(body: PutCategory) -> Entry:
    return Category(body.name)


_KINDS = (
    _Kind("store", "stores", PutStore, StoreView, _make_store, text("门店", "store"), text("门店", "stores")),
    _Kind("product", "products", PutProduct, ProductView, _make_product, text("商品", "product"),
          text("商品", "products")),
    _Kind("category", "categories", PutCategory, CategoryView, _make_category, text("品类", "category"),
          text("品类", "categories")),
)  # fmt: skip


def _view(kind: _Kind, catalogue: Catalogue, id_: str, t_us: int) -> Any:
    """An entry as it is at an instant; ``None``: there is none."""
    found = catalogue.find(kind.kind, id_, t_us)
    if found is None:
        return None
    since = max(one.valid_from_us for one in catalogue.list_changes(kind.kind, id_) if one.valid_from_us <= t_us)
    return msgspec.convert({**msgspec.structs.asdict(found), "id": id_, "valid_from_us": since}, kind.view)


def _endpoints(kind: _Kind) -> Iterator[Endpoint]:
    path, one = f"/v1/{kind.plural}", f"/v1/{kind.plural}/{{id}}"
    zh, en, many = kind.one.zh, kind.one.get("en"), kind.many.get("en")

    async def show_all(call: Call) -> Page[Any]:
        query: EntriesQuery = call.query
        catalogue, t_us = await _read(call), query.at_us or call.services.now_us()
        place = read_cursor(query.cursor, (str,))
        wanted, found = query.q.casefold(), list[Any]()
        for id_ in catalogue.list_ids(kind.kind, place[0] if place is not None else ""):
            view = _view(kind, catalogue, id_, t_us)
            if view is not None and (wanted in id_.casefold() or wanted in view.name.casefold()):
                found.append(view)
            if len(found) > query.limit:
                break
        return make_page(found, query.limit, lambda view: view, lambda view: (view.id,))

    async def show(call: Call) -> Any:
        view = _view(kind, await _read(call), call.params["id"], call.query.at_us or call.services.now_us())
        if view is None:
            raise NotFound(f"there is no {en} {call.params['id']!r}", fix=f"GET {path} lists them")
        return view

    async def put(call: Call) -> EntriesChanged:
        since = None if call.body.valid_from_us is UNSET else call.body.valid_from_us
        return await _change(call, kind.kind, [Wish(call.params["id"], kind.make(call.body), since)])

    async def remove(call: Call) -> EntriesChanged:
        since = call.query.valid_from_us or call.services.now_us()
        if _view(kind, await _read(call), call.params["id"], since) is None:
            raise NotFound(f"there is no {en} {call.params['id']!r}", fix=f"GET {path} lists them")
        return await _change(call, kind.kind, [Wish(call.params["id"], None, since)])

    async def take_file(call: Call) -> EntriesChanged:
        return await _change(
            call, kind.kind, await asyncio.to_thread(read_csv, kind.kind, await _receive(call), _find_charset(call))
        )

    tag, read = "catalogue", READ_STORES if kind.kind == "store" else READ
    yield Endpoint("GET", path, show_all, text(f"{zh}列表", f"List {many}"), tag, read, query=EntriesQuery,
                   response=Page[kind.view], errors=(InvalidInput,))  # fmt: skip
    yield Endpoint("GET", one, show, text(f"查看{zh}", f"Look at a {en}"), tag, read, query=EntryQuery,
                   response=kind.view, errors=(NotFound,))  # fmt: skip
    yield Endpoint("PUT", one, put, text(f"设置{zh}", f"Say what a {en} is"), tag, WRITE, body=kind.put,
                   response=EntriesChanged, errors=(InvalidInput,), about=_ABOUT)  # fmt: skip
    yield Endpoint("DELETE", one, remove, text(f"移除{zh}", f"End a {en}"), tag, WRITE, query=RemoveQuery,
                   response=EntriesChanged, errors=(NotFound,),
                   about="What was decided before stays as it was.")  # fmt: skip
    yield Endpoint("POST", f"{path}/import", take_file, text(f"导入{zh}", f"Import {many} from a file"), tag, WRITE,
                   response=EntriesChanged, streams=True, errors=(InvalidInput, TooLarge),
                   about="CSV (UTF-8, or what the `charset` of its Content-Type says) with the columns "
                   f"{', '.join(COLUMNS[kind.kind])}. All rows are taken or none; the same file again changes "
                   "nothing.")  # fmt: skip


_ABOUT = (
    "Decisions made from then on know it. Nothing that was decided is decided again; an operation keeps the version "
    "of the catalogue it was decided with."
)


async def _read(call: Call) -> Catalogue:
    book = call.services.book.catalogue
    await book.refresh()
    return book.current()


async def _change(call: Call, kind: EntryKind, wishes: list[Wish]) -> EntriesChanged:
    services = call.services
    done: Changed = await change_entries(
        services.book.catalogue, kind, wishes, actor=call.principal.actor, now_us=services.now_us()
    )
    return EntriesChanged(done.changed, done.version)


def _find_charset(call: Call) -> str:
    found = re.search(r"charset=\"?([\w-]+)", call.header(b"content-type") or "")
    return found[1] if found else ""


async def _receive(call: Call) -> bytes:
    assert call.receive is not None, "the endpoint streams"
    pieces, total = list[bytes](), 0
    async for piece in call.receive():
        total += len(piece)
        if total > CSV_LIMIT:
            raise TooLarge(f"a file has at most {CSV_LIMIT:,} bytes", fix="send it in parts")
        pieces.append(piece)
    return b"".join(pieces)


ENDPOINTS = tuple(endpoint for kind in _KINDS for endpoint in _endpoints(kind))
