"""An address as its owner gave it: what is wrong with it, and how it is written on a parcel. Pure."""

from __future__ import annotations

import re

import msgspec

from liuke.kernel.errors import Fault
from liuke.privacy.names import normalise

MOST = 20
"""Addresses that a member may have."""
MAX_LEVELS = 5
MAX_LINE = 500
"""Characters of an address in one line, as events and parcels have it."""
_PHONE = re.compile(r"\+?\d{5,20}")
_POSTCODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z -]{1,11}")


class Address(msgspec.Struct, frozen=True):
    """Where somebody is sent a parcel.

    Args:
        recipient: Who.
        phone: Under which number they are reached.
        region: Levels from the largest to the smallest: province, city, district.
        street: Street, number, floor.
        postcode: Empty where there is none.
        label: What the member calls it (家, Office); may be empty.
    """

    recipient: str
    phone: str
    region: list[str]
    street: str
    postcode: str = ""
    label: str = ""

    def in_one_line(self) -> str:
        """As it is written on a parcel.

        >>> Address("安", "138", ["浙江省", "杭州市"], "文三路 1 号", "310000").in_one_line()
        '浙江省 杭州市 文三路 1 号 310000'
        """
        return " ".join(part for part in (*self.region, self.street, self.postcode) if part)


def tidy(address: Address) -> Address:
    """The same without spaces around what was typed, and the phone number in one form."""
    levels = [level.strip() for level in address.region]
    return Address(
        address.recipient.strip(), normalise("phone", address.phone), [level for level in levels if level],
        address.street.strip(), address.postcode.strip(), address.label.strip(),
    )  # fmt: skip


def find_faults(address: Address) -> list[Fault]:
    """Every fault of a tidy address at once; empty when it is fine."""
    faults = list[Fault]()
    for name in ("recipient", "street"):
        if not getattr(address, name):
            faults.append(Fault(name, "empty", "says nothing"))
    if not address.region:
        faults.append(Fault("region", "empty", "names no place", "send province, city and district"))
    if not address.phone:
        faults.append(Fault("phone", "empty", "says nothing"))
    elif not _PHONE.fullmatch(address.phone):
        faults.append(Fault("phone", "not-a-phone", "is no phone number", "send 5 to 20 digits"))
    if address.postcode and not _POSTCODE.fullmatch(address.postcode):
        faults.append(Fault("postcode", "not-a-postcode", "is no postcode", "send 2 to 12 letters and digits"))
    texts = [(name, getattr(address, name)) for name in ("recipient", "street", "label")]
    texts += [(f"region.{place}", level) for place, level in enumerate(address.region)]
    faults += [
        Fault(path, "not-printable", "holds signs that cannot be printed")
        for path, text in texts
        if not text.isprintable()
    ]
    if len(address.in_one_line()) > MAX_LINE:
        faults.append(Fault("street", "too-long", f"region, street and postcode have more than {MAX_LINE} characters"))
    return faults
