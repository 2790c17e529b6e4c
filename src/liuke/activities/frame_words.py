"""What the rules of every kind of activity say first."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.activities.contracts import Activity
from liuke.kernel.text import Locale, Text, text

_ORGANISER, _HAND_OVER, _FORFEIT = text("主办方", "Organiser"), text("领奖", "Prizes"), text("弃奖", "Forfeit")


def list_frame_lines(activity: Activity, locale: Locale, *, dated: bool = True) -> Iterable[str]:
    """Description, window, audience.

    Args:
        activity: Whose.
        locale: Language.
        dated: Whether the dates of its window are said; a page states its instants itself.
    """
    spec, zh = activity.spec, locale == "zh"
    if spec.description is not None:
        yield spec.description.get(locale)
    begins, ends = spec.window.from_, spec.window.to
    if spec.window.around is not None:
        shown = spec.window.render().get(locale)
        yield f"活动时间：{shown}" if zh else f"When: {shown}"
    elif not dated:
        pass
    elif begins and ends:
        yield f"活动时间：{begins} 至 {ends}" if zh else f"From {begins} to {ends}"
    elif begins or ends:
        yield (
            (f"{begins} 开始" if begins else f"{ends} 结束")
            if zh
            else (f"From {begins}" if begins else f"Until {ends}")
        )
    if spec.window.claim_days:
        yield (
            f"结束后 {spec.window.claim_days} 天内可领取" if zh else f"Claims until {spec.window.claim_days} days later"
        )
    if spec.audience is not None:
        yield "仅限符合条件的会员" if zh else "For members who meet its condition"


def list_law_lines(
    organiser: Text | None, hand_over: Text | None, forfeit: Text | None, locale: Locale
) -> Iterable[str]:
    """What the law wants to be published of draws: who holds them, how prizes are claimed, and what is forfeited."""
    for label, words in ((_ORGANISER, organiser), (_HAND_OVER, hand_over), (_FORFEIT, forfeit)):
        if words is not None:
            yield f"{label.get(locale)}{'：' if locale == 'zh' else ': '}{words.get(locale)}"
