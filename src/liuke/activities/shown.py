"""What a member is shown of an activity: one model a kind, of which answers and the clients' types are made."""

from __future__ import annotations

import msgspec


class ActivityShown(msgspec.Struct, kw_only=True, tag_field="kind"):
    """An activity that is open to the member. A kind adds what it shows, and is named by ``tag=<its name>``.

    Args:
        name: In the language of the call.
        deep_link: Where the member app shows it.
        closes_us: First instant at which it is closed; null: no end.
        campaign: Id of the campaign in which it lives; empty: none.
    """

    id: str
    name: str
    deep_link: str
    theme: str | None
    tags: list[str]
    closes_us: int | None
    campaign: str = ""


def name_kind(shown: type[ActivityShown]) -> str:
    """The kind, as answers name it."""
    tag = shown.__struct_config__.tag
    assert isinstance(tag, str), f"{shown.__name__} names no kind: class …(ActivityShown, tag=<its name>)"
    return tag
