"""Documents that come to be while people play and belong to no single member: a team, a bargain, a card pool.

A kind is declared by its owner: the type of its documents and the law that each of them keeps. Decisions read and write
them by :meth:`Turn.shared` and :meth:`Turn.put_shared`; the engine locks each document as it locks stock and codes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar, cast

import msgspec

D = TypeVar("D", bound=msgspec.Struct)

MAX_SHARED_BYTES = 65_536
"""Size of a document as JSON at most: it is read and written whole, under a lock that others wait for."""
MAX_SHARED_KEY = 200
TEST_MARK = "~test/"
"""Before the key of a document that test members made of the one without it."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,49}")
_encode = msgspec.json.Encoder().encode


def _keeps_no_law(key: str, doc: Any) -> Iterable[str]:
    del key, doc
    return ()


@dataclass(frozen=True, slots=True, eq=False)
class SharedKind(Generic[D]):
    """One kind of shared document.

    Args:
        name: Unique; lower-case letters, digits and ``_``.
        type: ``msgspec.Struct``; fields that are added later have defaults, so that older documents still decode.
        law: Key and document → what is wrong with it, for ``verify``; nothing when it is sound. Pure.
        keeps_place: Whether the place of a document that nobody has made is locked from the first question on. Without
            it making one is a single insert; of two who make the same one at once, one is decided again. For kinds of
            which each document is made by one member, and hardly ever wanted by another.
        left: Document → what is limited in it → how much of that is left, so that a herd on a document that has nothing
            left is refused as one on an item of stock is (see :meth:`name_left`); pure.
    """

    name: str
    type: type[D]
    law: Callable[[str, D], Iterable[str]] = _keeps_no_law
    keeps_place: bool = True
    left: Callable[[D], Mapping[str, int]] | None = None

    def __post_init__(self) -> None:
        """Refuse a name that could be taken for part of a key."""
        assert _NAME.fullmatch(self.name), f"{self.name!r} is no name of a kind of shared document"

    @staticmethod
    def is_key(key: str) -> bool:
        """Whether a document could lie under this: to be asked of what a client says, before it is looked for."""
        return 0 < len(key) <= MAX_SHARED_KEY and not key.startswith(TEST_MARK)

    def place(self, key: str) -> str:
        """Where the document lies: ``kind/key``; documents are locked in the order of it."""
        assert 0 < len(key) <= MAX_SHARED_KEY, f"a key of {self.name} has 1 to {MAX_SHARED_KEY} characters"
        assert not key.startswith(TEST_MARK), f"a key of {self.name} begins with {TEST_MARK}"
        return f"{self.name}/{key}"

    def name_left(self, key: str, what: str) -> str:
        """The name under which the engine remembers how much of something limited in a document is left."""
        return f"{self.place(key)}#{what}"

    def test_place(self, key: str) -> str:
        """Where what test members made of the document lies."""
        return self.place(key).replace("/", f"/{TEST_MARK}", 1)

    def read(self, stored: str) -> D:
        """The document as a fresh object."""
        return cast("D", _decoder(self.type)(stored))

    def render(self, doc: D) -> str:
        """As it is stored.

        Raises:
            AssertionError: it is of another type, or larger than :data:`MAX_SHARED_BYTES`; owners bound their lists.
        """
        assert type(doc) is self.type, f"a document of {self.name} is no {type(doc).__name__}"
        stored = _encode(doc)
        assert len(stored) <= MAX_SHARED_BYTES, f"a document of {self.name} has {len(stored)} bytes"
        return stored.decode()


@cache
def _decoder(type_: type[msgspec.Struct]) -> Callable[[str], msgspec.Struct]:
    return msgspec.json.Decoder(type_).decode


class SharedDoc(msgspec.Struct, frozen=True, gc=False):
    """One document as it is stored, loaded and locked.

    Args:
        version: Times it was written; 0: nobody has made it yet.
        doc: JSON; ``null`` at version 0.
    """

    version: int = 0
    doc: str = "null"


NOTHING_YET = SharedDoc()


def find_left(kinds: Mapping[str, SharedKind[Any]], docs: Mapping[str, SharedDoc]) -> dict[str, int]:
    """How much is left of what is limited in documents: by its name (:meth:`SharedKind.name_left`).

    Args:
        kinds: Declared kinds, by name.
        docs: As they are stored, by ``kind/key``; what test members made of them is passed over.
    """
    found = dict[str, int]()
    for place, stored in docs.items():
        name, _, key = place.partition("/")
        kind = kinds.get(name)
        if kind is not None and kind.left is not None and stored.version and kind.is_key(key):
            found |= {kind.name_left(key, what): left for what, left in kind.left(kind.read(stored.doc)).items()}
    return found
