"""What a member's act is weighed by: whole numbers with a name, a unit and a source. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

from liuke.kernel.text import Figures, Locale, Text, text

FeatureName = Literal[
    "device_members", "network_members", "burst", "steadiness", "age_days", "returns", "ring_members", "ring_idle",
    "ring_invites", "ring_joined",
]  # fmt: skip
Source = Literal["request", "member", "graph"]
NETWORK = frozenset({"network_members"})
"""Features that say no more than an address does: many honest people share one."""
MIN_GAPS = 6
"""Gaps between acts from which steadiness can be judged."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that is measured.

    Args:
        label: For people.
        source: ``request``: of where it comes from, looked up when it comes; ``member``: of what the member did, kept
            in the member's state; ``graph``: of rings, found by a job and kept in the member's state.
        unit: Wording of a value: ``{value}``.
        low: Whether small values speak against the member.
    """

    label: Text
    source: Source
    unit: Text
    low: bool = False


FEATURES: Mapping[FeatureName, Feature] = {
    "device_members": Feature(
        text("同设备会员数", "Members on the device"), "request",
        text("该设备上有 {value} 个会员", "{value:member|members} on this device"),
    ),
    "network_members": Feature(
        text("同网络会员数", "Members on the network"), "request",
        text("该网络上有 {value} 个会员", "{value:member|members} on this network"),
    ),
    "burst": Feature(
        text("短时操作次数", "Acts within minutes"), "member",
        text("短时间内操作 {value} 次", "{value:act|acts} within minutes"),
    ),
    "steadiness": Feature(
        text("操作间隔规律度", "Regular timing"), "member",
        text("操作间隔规律度 {value}%", "acts are {value}% regular"),
    ),
    "age_days": Feature(
        text("注册天数", "Days since joining"), "member",
        text("注册 {value} 天", "joined {value:day|days} ago"), low=True,
    ),
    "returns": Feature(
        text("得奖后退单数", "Orders returned after rewards"), "member",
        text("90 天内得奖后退单 {value} 笔", "{value:order|orders} returned after rewards in 90 days"),
    ),
    "ring_members": Feature(
        text("团伙人数", "Members of the ring"), "graph",
        text("{value} 个会员互相邀请且共用设备", "{value:member invites|members invite} one another on shared devices"),
    ),
    "ring_idle": Feature(
        text("团伙沉默率", "Ring that does nothing else"), "graph",
        text("其中 {value}% 除领奖外没有往来", "{value}% of them do nothing beside what is rewarded"),
    ),
    "ring_invites": Feature(
        text("团伙内邀请数", "Invitations inside the ring"), "graph",
        text("彼此邀请 {value} 次", "{value:invitation|invitations} among them"),
    ),
    "ring_joined": Feature(
        text("团伙同日注册数", "Ring that joined in one day"), "graph",
        text("一天内注册 {value} 个", "{value} of them joined in one day"),
    ),
}  # fmt: skip
assert set(FEATURES) == set(get_args(FeatureName)), "every feature has a name that a program can write"


def say_value(name: str, value: int, locale: Locale) -> str:
    """What was measured as a sentence, with its unit; a feature that is no more keeps its name."""
    feature = FEATURES.get(name)  # pyright: ignore[reportArgumentType, reportCallIssue] - names of older programs
    return f"{name} {value}" if feature is None else Figures().vformat(feature.unit.get(locale), (), {"value": value})


def measure_steadiness(times_us: Sequence[int]) -> int:
    """How regular the gaps between acts are, in percent: 100 less the mean deviation over the mean; 0: not known.

    >>> measure_steadiness([0, 60, 120, 180, 240, 300, 360])
    100
    >>> measure_steadiness([0, 60, 120])
    0
    """
    gaps = [later - earlier for earlier, later in pairwise(times_us)]
    whole = sum(gaps)
    if len(gaps) < MIN_GAPS or whole <= 0:
        return 0
    deviation = sum(abs(gap * len(gaps) - whole) for gap in gaps)
    return max(100 - 100 * deviation // (whole * len(gaps)), 0)
