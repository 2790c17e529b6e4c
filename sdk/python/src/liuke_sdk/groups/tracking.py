"""What people do in apps and on pages.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, operation
from liuke_sdk.models import TrackAnswer, TrackedEvent, TrackIn
from liuke_sdk.wire import Ask


class TrackingGroup(Group[M]):
    """What people do in apps and on pages."""

    @operation("POST", "/v1/track", safe=True)
    def track(
        self,
        *,
        consent: bool,
        sent_us: int,
        events: list[TrackedEvent],
        anonymous_id: str | UnsetType = UNSET,
    ) -> Ask[TrackAnswer]:
        """Track what people do.

        Page views, dwell, clicks, searches and the like, answered once they are on disk. No rule is asked about
        them. An event's `id` counts once, whenever and by whom it is sent again. One that cannot be taken is named
        in `refused` and its neighbours are kept. With a member's token the events are the member's; with a key
        whose only scope is `track:write` (it may stand in an app) they are of the device that `anonymous_id` names;
        a key that may report events may name members. Scope: `events:write` or `track:write`.

        Args:
            consent: That who uses the device has agreed to being tracked.
            sent_us: UTC microseconds, by the device's clock.
            events: In the order in which they happened.
            anonymous_id: What the app calls the device while nobody is signed in; random, and made after the
                consent.
        """
        return Ask(
            TrackAnswer, body=TrackIn(consent=consent, sent_us=sent_us, events=events, anonymous_id=anonymous_id)
        )
