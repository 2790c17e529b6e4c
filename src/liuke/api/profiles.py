"""Attributes of members that rules read: what no rule could read is told, and not kept to be passed over in silence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liuke.benefits.periods import is_birthday
from liuke.kernel.errors import Fault


def find_profile_faults(profile: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with a profile; null, which removes an attribute, is not."""
    birthday = profile.get("birthday")
    if birthday is None or (isinstance(birthday, str) and is_birthday(birthday)):
        return []
    words = f"{str(birthday)[:20]!r} is no birthday"
    return [Fault("profile.birthday", "not-a-birthday", words, "write YYYY-MM-DD, or MM-DD without the year")]
