"""The page of milestones: the count, and the steps."""

from __future__ import annotations

from liuke.activities.contracts import Activity
from liuke.activities.page import Hero, PageBody, Progress, Step, Steps, say, words
from liuke.activities.page_frame import PageCase


def render_page(activity: Activity, case: PageCase) -> PageBody:
    """What a member sees of it."""
    shown = case.shown
    count, missing = shown["count"], shown["missing"]
    note = words(f"再 {missing} 次到达下一个", f"To the next one: {missing}") if missing is not None else None
    items = [
        Step(
            label=say(step["name"]) if step["name"] is not None else say(step["rewards"]), at=step["at"],
            state="done" if step["reached"] else "ahead",
            note=say(step["rewards"]) if step["name"] is not None else None,
        )
        for step in shown["steps"]
    ]  # fmt: skip
    last = items[-1].at
    blocks = [
        Hero(headline=words(f"累计 {count} 次", f"Times so far: {count}"), note=note),
        Progress(label=say(activity.spec.name), value=min(count, last), goal=last, unit="times"),
        Steps(label=words("里程碑", "Milestones"), unit="times", items=items),
    ]
    return PageBody([*blocks], used_up="milestone-all-reached" if missing is None else "")
