"""What counts as personal by its name, how such names are brought into one form, and what is shown of them. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

FIELDS = frozenset(
    (
        "address", "addressee", "avatar", "birthday", "birthdate", "consignee", "contact", "delivery_address", "email",
        "family_name", "first_name", "full_name", "gender", "given_name", "home_address", "id_card", "id_number",
        "ip", "last_name", "mobile", "name", "nickname", "passport", "phone", "phone_number", "plate_number",
        "real_name", "receiver", "receiver_address", "receiver_name", "receiver_phone", "recipient",
        "shipping_address", "tel", "telephone", "wechat_id",
    )
)  # fmt: skip
"""Fields of open events that are personal whatever a client means by them, unless the catalogue says otherwise."""

PHONES = frozenset(("phone", "mobile"))
NAMESPACES = ("phone", "mobile", "email")
"""Namespaces in which a member's name tells by itself who they are; names in them are kept sealed."""

DIGEST = 32
"""Hex digits of the hash behind a mask."""
MASK = "***"
"""What is shown instead of a value."""
_MAX_MASK = 64
_BETWEEN = re.compile(r"[\s\-.()（）\u2010-\u2015/]+")
_NUMBER = re.compile(r"[+\d][\d\s\-()]{5,24}")
_NAMED = re.compile(rf"\b({'|'.join(NAMESPACES)})(:|%3[Aa])[^/?&#\s'\"]+")


def tidy(name: str) -> str:
    """A name as it is compared: in Unicode's composed form (NFC), without spaces around it."""
    return name.strip() if name.isascii() else unicodedata.normalize("NFC", name).strip()


def list_plain_spellings(namespace: str, name: str) -> list[str]:
    """As what a name may have been stored by releases that kept all names as they came; the likeliest first."""
    found = [name, tidy(name)]
    if namespace in NAMESPACES:
        same = normalise(namespace, name)
        found += [same, f"+86{same}", f"86{same}"] if namespace in PHONES else [same]
    elif not name.isascii():
        found.append(unicodedata.normalize("NFD", name))
    return list(dict.fromkeys(found))


def find_shown(names: Iterable[str]) -> str:
    """The first phone number or address of a member's names (``namespace:masked``), masked; empty: there is none."""
    return next((mask for space, _, mask in (one.partition(":") for one in names) if space in NAMESPACES), "")


def name_member(names: Sequence[str]) -> str:
    """What people may call a member by: the phone number or address, masked, else their first name; empty: neither.

    Args:
        names: Of the member, ``namespace:name``, as they may be shown, in order.
    """
    return find_shown(names) or next((name.partition(":")[2] for name in names), "")


def mask_name(name: str) -> str:
    """The first sign and the last of a name.

    >>> mask_name("alice"), mask_name("al"), mask_name("")
    ('a***e', 'a***', '***')
    """
    return f"{name[:1]}{MASK}{name[-1:] if len(name) > 2 else ''}"


def normalise(namespace: str, name: str) -> str:
    """One form for what is the same number or address, however it was written.

    Phone numbers lose spaces, dashes, brackets and the country code of China; e-mail addresses become lower case.
    """
    text = tidy(name)
    if namespace not in PHONES:
        return text.lower()
    bare = _BETWEEN.sub("", text)
    for prefix in ("+86", "0086", "86"):
        rest = bare.removeprefix(prefix)
        if rest != bare and rest.isascii() and rest.isdigit() and (prefix != "86" or len(rest) == 11):
            return rest
    return bare or text


def mask(namespace: str, name: str) -> str:
    """What may be shown of a name in one form: ``138****1234``, ``a***@example.com``."""
    if namespace in PHONES:
        if len(name) >= 11:
            return f"{name[:3]}****{name[-4:]}"[:_MAX_MASK]
        return f"****{name[-2:]}" if len(name) >= 6 else "****"
    local, at, domain = name.rpartition("@")
    return f"{local[:1]}{MASK}@{domain}"[:_MAX_MASK] if at and local else MASK


_WHOLE = frozenset((
    "address", "contact", "delivery_address", "email", "home_address", "id_card", "id_number", "mobile", "passport",
    "phone", "phone_number", "plate_number", "receiver_address", "receiver_phone", "shipping_address", "tel",
    "telephone", "wechat_id",
))  # fmt: skip
"""Attributes by which somebody is reached or found; a name or a birthday is needed to serve them."""


def mask_profile(profile: Mapping[str, Any]) -> dict[str, Any]:
    """A profile as colleagues see it who have said no reason to see more."""
    return {name: _mask_attribute(name, value) if name in _WHOLE else value for name, value in profile.items()}


def _mask_attribute(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return MASK
    if "@" in value:
        return mask("email", value)
    return mask("phone", normalise("phone", value)) if _NUMBER.fullmatch(value) else MASK


def hide_names(text: str) -> str:
    """A text, such as the path of a request, without the personal names in it; for logs."""
    return _NAMED.sub(rf"\1:{MASK}", text)
