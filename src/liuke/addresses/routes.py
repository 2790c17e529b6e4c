"""The address book over HTTP, for the member and for whoever acts for them."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from liuke.addresses.contracts import MAX_LEVELS, Address, find_faults, tidy
from liuke.addresses.errors import TooManyAddresses
from liuke.addresses.service import AddressBook, Kept
from liuke.audit.store import insert_audit
from liuke.db.pool import acquire, transaction
from liuke.http.contracts import Call, Endpoint
from liuke.http.fields import Body
from liuke.http.members import MEMBER_PATH, get_existing_member
from liuke.kernel.errors import Fault, InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.members.errors import MemberErased
from liuke.privacy.names import mask, mask_name
from liuke.vault.vault import VaultMissing

_Short = Annotated[str, Meta(max_length=50)]


class PutAddress(Body):
    """An address, whole.

    Args:
        recipient: Who gets it.
        phone: Under which number they are reached.
        region: From the largest to the smallest: province, city, district.
        street: Street, number, floor.
        postcode: If there is one.
        label: What the member calls it.
        default: Whether it is taken unless another is chosen; false leaves that as it is.
    """

    recipient: _Short
    phone: Annotated[str, Meta(max_length=30)]
    region: Annotated[list[_Short], Meta(max_length=MAX_LEVELS)]
    street: Annotated[str, Meta(max_length=200)]
    postcode: Annotated[str, Meta(max_length=12)] = ""
    label: Annotated[str, Meta(max_length=20)] = ""
    default: bool = False


class AddressView(msgspec.Struct):
    """An address of a member.

    Args:
        address_id: By which a claim or a redemption names it.
        recipient: Who gets it; of colleagues without the right to act for members: masked.
        phone: Under which number they are reached; likewise.
        region: From the largest to the smallest: province, city, district.
        street: Street, number, floor; likewise empty.
        postcode: May be empty.
        label: What the member calls it; may be empty.
        default: Whether it is taken unless another is chosen.
        line: Region, street and postcode in one line, as it is written on a parcel.
        changed_us: When it was changed last.
    """

    address_id: str
    recipient: str
    phone: str
    region: list[str]
    street: str
    postcode: str
    label: str
    default: bool
    line: str
    changed_us: int


class Addresses(msgspec.Struct):
    """The book, the default first."""

    addresses: list[AddressView]


def _show(kept: Kept, *, whole: bool) -> AddressView:
    one = kept.address if whole else _hide(kept.address)
    return AddressView(
        kept.address_id, one.recipient, one.phone, one.region, one.street, one.postcode, one.label, kept.is_default,
        one.in_one_line(), kept.changed_us,
    )  # fmt: skip


def _hide(address: Address) -> Address:
    return Address(
        mask_name(address.recipient), mask("phone", address.phone), address.region[:2], "", "", address.label
    )


def _book(call: Call) -> AddressBook:
    return AddressBook(call.services.pool, call.services.personal)


async def _list(call: Call) -> Addresses:
    member_id = await get_existing_member(call)
    whole = call.principal.kind == "member" or "members:write" in call.principal.scopes
    kept = await _book(call).list_for(member_id)
    if whole and call.principal.kind != "member":
        await _note(call, member_id, "member.addresses-read")
    return Addresses([_show(one, whole=whole) for one in kept])


async def _note(call: Call, member_id: int, action: str) -> None:
    services = call.services
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        await insert_audit(
            connection, services.tenant_id, actor=call.principal.actor, action=action, subject=f"member/{member_id}",
            details={},
        )  # fmt: skip


def _read_id(call: Call) -> str:
    name = call.params["address"]
    if not name.isascii() or not (1 <= len(name) <= 40) or not name.replace("-", "").replace("_", "").isalnum():
        fault = Fault("address", "not-an-id", "1 to 40 letters, digits, - and _", "make one at random")
        raise InvalidInput("an address cannot be called so", faults=[fault])
    return name


async def _put(call: Call) -> AddressView:
    member_id, given, address_id = await get_existing_member(call), call.body, _read_id(call)
    address = tidy(Address(given.recipient, given.phone, given.region, given.street, given.postcode, given.label))
    if faults := find_faults(address):
        raise InvalidInput(f"the address has {len(faults)} fault(s)", faults=faults)
    kept = await _book(call).put(member_id, address_id, address, default=given.default, t_us=call.services.now_us())
    if call.principal.kind != "member":
        await _note(call, member_id, "member.address-changed")
    return _show(kept, whole=True)


async def _remove(call: Call) -> Addresses:
    member_id = await get_existing_member(call)
    kept = await _book(call).remove(member_id, _read_id(call))
    if call.principal.kind != "member":
        await _note(call, member_id, "member.address-changed")
    return Addresses([_show(one, whole=True) for one in kept])


_PATH = f"{MEMBER_PATH}/addresses"
_ERRORS = (InvalidInput, NotFound, MemberErased, VaultMissing)
ENDPOINTS = (
    Endpoint(
        "GET", _PATH, _list, text("收货地址", "A member's addresses"), "members", ("members:read",),
        response=Addresses, errors=(InvalidInput, NotFound, VaultMissing), member_token=True,
        about="Sealed under the member's key. Whole for the member and whoever may act for members, which is noted in "
        "the audit log; for others name and phone number are masked and the street is left out.",
    ),
    Endpoint(
        "PUT", f"{_PATH}/{{address}}", _put, text("保存收货地址", "Save an address"), "members", ("members:write",),
        body=PutAddress, response=AddressView, errors=(*_ERRORS, TooManyAddresses), member_token=True,
        about="The client names it (1 to 40 letters, digits, `-` and `_`, best at random), so that sending it twice "
        "makes one. A member has at most 20. The first one is the default.",
    ),
    Endpoint(
        "DELETE", f"{_PATH}/{{address}}", _remove, text("删除收货地址", "Remove an address"), "members",
        ("members:write",), response=Addresses, errors=_ERRORS, member_token=True,
        about="What was sent or claimed with it keeps it. Removing what is not there changes nothing.",
    ),
)  # fmt: skip
