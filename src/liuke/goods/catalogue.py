"""What the merchant says of stores, products and categories, as decisions may know it: by version and by time.

Every change has a number of its own, and each holds from an instant on. What was known at a version of an instant is
therefore the same for ever, however late it is asked for: an operation keeps the version it was decided with.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, TypeVar

import msgspec

from liuke.kernel.clock import MerchantCalendar

EntryKind = Literal["store", "product", "category"]


class Store(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place where the merchant sells.

    Args:
        name: For people.
        time_zone: IANA name; empty: the program's. What happens there counts on the days of the clock on its wall.
        place: City or district, in the merchant's words.
    """

    name: str = ""
    time_zone: str = ""
    place: str = ""


class Product(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that is sold; what a line of an order does not say itself is taken from here.

    Args:
        name: For people.
        category: Its kind.
        tags: More words that rules may ask for.
    """

    name: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()


class Category(msgspec.Struct, frozen=True, omit_defaults=True):
    """A kind of product; ``name`` is for people."""

    name: str = ""


Entry = Store | Product | Category
E = TypeVar("E", Store, Product, Category)
ENTRIES: Mapping[EntryKind, type[Entry]] = {"store": Store, "product": Product, "category": Category}


class Change(msgspec.Struct, frozen=True):
    """One change of one entry.

    Args:
        n: Number, 1, 2, 3 … of the merchant.
        kind: Of the entry.
        id: The merchant's own.
        valid_from_us: First instant at which it holds; 0: it has always been so.
        entry: What holds then; ``None``: there is no such thing any more.
    """

    n: int
    kind: EntryKind
    id: str
    valid_from_us: int
    entry: Entry | None


class Catalogue:
    """All changes up to a version. Immutable.

    Args:
        changes: In any order.
    """

    __slots__ = ("_by_id", "_ids", "version")

    def __init__(self, changes: Iterable[Change] = ()) -> None:
        self._by_id: dict[tuple[EntryKind, str], tuple[Change, ...]] = {}
        self._ids: dict[EntryKind, list[str]] = {}
        self.version = 0
        """Number of the last change."""
        self._take(changes)

    def _take(self, changes: Iterable[Change]) -> None:
        touched: dict[tuple[EntryKind, str], list[Change]] = {}
        for change in changes:
            touched.setdefault((change.kind, change.id), []).append(change)
            self.version = max(self.version, change.n)
        for place, new in touched.items():
            known = (*self._by_id.get(place, ()), *new)
            self._by_id[place] = tuple(sorted(known, key=lambda change: (change.valid_from_us, change.n)))

    def extended(self, changes: Iterable[Change]) -> Catalogue:
        """The same with later changes."""
        made = Catalogue()
        made._by_id, made.version = dict(self._by_id), self.version
        made._take(changes)
        return made

    def at_version(self, version: int) -> Catalogue:
        """As it was known at an earlier version."""
        return Catalogue(change for known in self._by_id.values() for change in known if change.n <= version)

    def list_ids(self, kind: EntryKind, after: str = "") -> Iterator[str]:
        """Everything of a kind that was ever named, in order; ``after``: from the first one behind it on."""
        ids = self._ids.get(kind)
        if ids is None:
            ids = self._ids[kind] = sorted(id_ for known, id_ in self._by_id if known == kind)
        for place in range(bisect_right(ids, after), len(ids)):
            yield ids[place]

    def list_changes(self, kind: EntryKind, id_: str) -> tuple[Change, ...]:
        """Of one entry, in the order in which they hold."""
        return self._by_id.get((kind, id_), ())

    def find(self, kind: EntryKind, id_: str, t_us: int) -> Entry | None:
        """What holds at an instant."""
        found: Entry | None = None
        for change in self._by_id.get((kind, id_), ()):
            if change.valid_from_us > t_us:
                break
            found = change.entry
        return found

    def name_of(self, list_: str, id_: str, t_us: int) -> str:
        """What something of a list (``products``, ``categories``, ``stores``) is called at an instant; else its id."""
        kind = _KINDS.get(list_)
        found = self.find(kind, id_, t_us) if kind is not None and self._by_id else None
        return found.name or id_ if found is not None else id_

    def find_product(self, sku: str, t_us: int) -> Product | None:
        """A product as it is at an instant."""
        found = self.find("product", sku, t_us) if self._by_id and sku else None
        return found if isinstance(found, Product) else None

    def name_goods(self, sku: str, category: str, tags: Sequence[str], t_us: int) -> tuple[str, Sequence[str]]:
        """Category and tags of a line: what it says itself, and else what is known of its product at an instant."""
        known = self.find_product(sku, t_us) if not (category and tags) else None
        return (category, tags) if known is None else (category or known.category, tags or known.tags)

    def find_calendar(self, calendar: MerchantCalendar, store: Any, t_us: int) -> MerchantCalendar:
        """By which days are counted at a store: its own zone, or else the program's calendar.

        Args:
            calendar: The program's; its hour at which the day begins holds everywhere.
            store: As an event names it; anything but a known store's id is nowhere in particular.
            t_us: When.
        """
        if not self._by_id or not isinstance(store, str):
            return calendar
        found = self.find("store", store, t_us)
        if not isinstance(found, Store) or not found.time_zone or found.time_zone == calendar.time_zone:
            return calendar
        return _make_calendar(found.time_zone, calendar.day_starts_at_minutes)


_KINDS: Mapping[str, EntryKind] = {"products": "product", "categories": "category", "stores": "store"}
NO_CATALOGUE = Catalogue()
CatalogueSource = Callable[[], Catalogue]
"""What is known now."""


@lru_cache(maxsize=256)
def _make_calendar(time_zone: str, day_starts_at_minutes: int) -> MerchantCalendar:
    return MerchantCalendar(time_zone, day_starts_at_minutes)
