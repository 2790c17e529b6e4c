"""What members' lists of an activity are read from: stock, shared documents, boards and who is in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from liuke.boards.contracts import Ask, Standing
from liuke.decision.shared import SharedKind
from liuke.decision.state import MemberState


def _no_items(now_us: int) -> Sequence[str]:
    del now_us
    return ()


def _no_documents(now_us: int) -> Sequence[tuple[SharedKind[Any], str]]:
    del now_us
    return ()


def _nothing_mine(state: MemberState, now_us: int) -> Sequence[Any]:
    del state, now_us
    return ()


def _nobody(documents: Mapping[str, Any]) -> Sequence[int]:
    del documents
    return ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What members share, as it was read for a view.

    Args:
        stock: Limited item → pieces left.
        shared: Place of a shared document (``kind/key``) → the document; those that nobody made are left out.
        boards: Lists of a board, in the order in which they were asked for.
        names: Member → masked name, of those whom the shelf shows and of whom one is known.
        now_us: Engine's time.
        posts: The newest posts of the activity that are shown, with their texts (``posts.store.PostRow``).
        own: Of the member's, the newest that nobody else sees: they wait to be checked, or were refused.
    """

    stock: Mapping[str, int] = field(default_factory=dict[str, int])
    shared: Mapping[str, Any] = field(default_factory=dict[str, Any])
    boards: Sequence[Standing] = ()
    names: Mapping[int, str] = field(default_factory=dict[int, str])
    now_us: int = 0
    posts: Sequence[Any] = ()
    own: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class Shelf:
    """What an activity shows of what members share: pieces that are left, places in a list.

    Args:
        show: Puts what was read into a summary, the one that ``Behaviour.summary`` made of the state.
        items: Engine's time → limited items to be read.
        documents: Engine's time → shared documents to be read.
        boards: The member's state and the engine's time → lists of boards to be read.
        mine: The member and engine's time → shared documents to be read because of what the member has.
        people: The documents that were read → members whose masked names are shown.
        posts: How many of the newest posts are to be read, and how many of the member's own that are not shown.
    """

    show: Callable[[dict[str, Any], MemberState, Seen], None]
    items: Callable[[int], Sequence[str]] = _no_items
    documents: Callable[[int], Sequence[tuple[SharedKind[Any], str]]] = _no_documents
    boards: Callable[[MemberState, int], Sequence[Ask]] = _nothing_mine
    mine: Callable[[MemberState, int], Sequence[tuple[SharedKind[Any], str]]] = _nothing_mine
    people: Callable[[Mapping[str, Any]], Sequence[int]] = _nobody
    posts: int = 0
