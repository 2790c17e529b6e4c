"""Words of this package: what a picture is for, how far it has come, how it is named, and what can be wrong with it."""

from __future__ import annotations

import hashlib
import re
from typing import Literal, get_args

import msgspec

from liuke.kernel.errors import LiukeError

Purpose = Literal["goods", "prize", "theme", "proof"]
State = Literal["pending", "shown", "refused", "erased"]
Size = Literal["full", "card", "thumb"]
SIZES: tuple[Size, ...] = get_args(Size)
PIXELS: dict[Size, int] = {"full": 2_048, "card": 640, "thumb": 160}
"""Most pixels of the longer side."""
MEDIUM_ID = re.compile(r"med_([0-9]{1,10})_[0-9a-f]{32}")
MAX_BYTES = 10 * 1024 * 1024
"""Of a picture as it is sent."""
MAX_PIXELS = 24_000_000
"""Of a picture as it is sent: 72 MB in memory while it is worked on."""
MAX_SIDE = 12_000


class NotAPicture(LiukeError):
    """What was sent cannot be taken for a picture; ``reason`` says why."""

    code = "not-a-picture"
    status = 422
    title = "This is no picture that is taken here"

    def __init__(self, reason: str, detail: str) -> None:
        self.reason = reason
        fix = f"send a JPEG, PNG or WebP of at most {MAX_PIXELS // 1_000_000} million pixels"
        super().__init__(detail, fix=fix, reason=reason)


class MediaFull(LiukeError):
    """The tenant has as many bytes of pictures as it may have."""

    code = "media-full"
    status = 409
    title = "There is no room for more pictures"


class TooManyProofs(LiukeError):
    """The member sent as many pictures today as the program allows."""

    code = "too-many-proofs"
    status = 409
    title = "No more pictures are taken today"


class ObjectsUnavailable(LiukeError):
    """The folder or object store with the bytes cannot be reached."""

    code = "objects-unavailable"
    status = 503
    title = "The store of pictures cannot be reached"


class Rendered(msgspec.Struct, frozen=True):
    """A picture in one size, as it is kept.

    Args:
        size: Which.
        type: Content type.
        content: The bytes.
        width: Pixels.
        height: Pixels.
    """

    size: Size
    type: Literal["image/jpeg", "image/png"]
    content: bytes
    width: int
    height: int

    @property
    def hash(self) -> bytes:
        """SHA-256 of the bytes."""
        return hashlib.sha256(self.content).digest()


class Picture(msgspec.Struct, frozen=True):
    """A picture in every size.

    Args:
        sizes: The largest first.
        fingerprint: 64 bits that differ little where pictures look alike.
    """

    sizes: tuple[Rendered, ...]
    fingerprint: int


class MediumSize(msgspec.Struct, frozen=True):
    """A size of a stored picture.

    Args:
        size: Which.
        type: Content type.
        bytes: Its length.
        width: Pixels.
        height: Pixels.
        hash: SHA-256 of the bytes.
    """

    size: Size
    type: str
    bytes: int
    width: int
    height: int
    hash: bytes


class Medium(msgspec.Struct, frozen=True):
    """A stored picture.

    Args:
        id: As others name it.
        purpose: What it is for.
        state: ``pending`` until somebody looked at it, ``shown``, ``refused``, or ``erased``: its bytes are gone.
        reason: Why it waits or was refused.
        member_id: Who sent it as a proof; 0: the merchant.
        actor: Who sent it.
        made_us: When.
        changed_us: When its state changed last.
        sizes: None of what was erased.
    """

    id: str
    purpose: Purpose
    state: State
    reason: str
    member_id: int
    actor: str
    made_us: int
    changed_us: int
    sizes: tuple[MediumSize, ...] = ()

    def find_size(self, size: Size) -> MediumSize | None:
        """One of its sizes."""
        return next((one for one in self.sizes if one.size == size), None)


def derive_medium_id(tenant_id: int, purpose: Purpose, member_id: int, hash_: bytes) -> str:
    """The name of a picture: the same picture for the same purpose from the same member is the same medium."""
    digest = hashlib.sha256(b"%d/%b/%d/%b" % (tenant_id, purpose.encode(), member_id, hash_)).hexdigest()
    return f"med_{tenant_id}_{digest[:32]}"


def read_tenant(medium_id: str) -> int:
    """Whose picture a name is of; 0: it is no name of a picture."""
    found = MEDIUM_ID.fullmatch(medium_id)
    return int(found[1]) if found is not None and int(found[1]) < 2**31 else 0


def render_key(tenant_id: int, hash_: bytes) -> str:
    """Where bytes lie in the store."""
    name = hash_.hex()
    return f"{tenant_id}/{name[:2]}/{name}"
