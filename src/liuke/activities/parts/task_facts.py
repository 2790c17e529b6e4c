"""What is stated of tasks, and in which words."""

from __future__ import annotations

from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import text

_ACTIVITY = EventField("str", text("任务", "Task"))
_START = EventField("day", text("周期首日", "First day of the period"))

EVENT_TYPES = (
    EventType("task.progressed", text("任务有进展", "Task progressed"), "derived", {
        "activity": _ACTIVITY, "step": EventField("str", text("步骤", "Step")),
        "value": EventField("int", text("进度", "Value")), "target": EventField("int", text("目标", "Target")),
    }),
    EventType("task.completed", text("任务完成", "Task completed"), "derived", {
        "activity": _ACTIVITY, "period": _START, "times": EventField("int", text("累计次数", "Times in all")),
    }),
    EventType("task.reopened", text("任务完成被退款撤销", "Task undone by a refund"), "derived", {
        "activity": _ACTIVITY, "period": _START, "times": EventField("int", text("累计次数", "Times in all")),
        "counted_day": EventField("day", text("完成日", "Day of completion")),
    }, undoes="task.completed", named_by=("activity", "period")),
    EventType("task.claimed", text("任务奖励已领取", "Task reward claimed"), "derived", {
        "activity": _ACTIVITY, "period": _START,
    }),
)  # fmt: skip
WORDINGS = {
    "task-progressed": text("任务进度 {value}/{target}", "task at {value} of {target}"),
    "task-completed": text("任务完成", "task completed"),
    "task-claimed": text("任务奖励已领取", "reward claimed"),
    "task-taken-back": text(
        "退款扣回任务进度，现为 {value}/{target}", "a refund took back progress: {value} of {target}"
    ),
    "task-reopened": text("退款后任务不再达成", "completed no more after a refund"),
    "task-completed-already": text("本期任务已完成", "completed already"),
    "task-newcomers-only": text("仅限新会员", "for newcomers only"),
    "task-prerequisite": text("需先完成前置任务", "another task comes first"),
    "task-period-over": text("所属周期已结束", "its period is over"),
    "task-claim": text("任务已完成，可领取{reward_zh}", "completed: claim {reward_en}"),
    "task-left-times": text("再 {missing} 次可得{reward_zh}", "{missing} more for {reward_en}"),
    "task-left-days": text("再 {missing} 天可得{reward_zh}", "{missing:more day|more days} for {reward_en}"),
    "task-left-months": text(
        "再 {missing} 个月可得{reward_zh}", "{missing:more month|more months} for {reward_en}"
    ),
    "task-left-cents": text("再消费 {missing:money} 可得{reward_zh}", "spend {missing:money} more for {reward_en}"),
    "task-left-points": text("再 {missing} 可得{reward_zh}", "{missing} more for {reward_en}"),
    "task-claimed-already": text("奖励已领取", "claimed already"),
    "task-not-completed": text("任务尚未完成", "not completed yet"),
}  # fmt: skip
