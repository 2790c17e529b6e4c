"""A metric that counts what happened: what a new metric costs. See docs/how-to/extend.md."""

from __future__ import annotations

from liuke.hooks.metric import Metric
from liuke.kernel.text import text

METRIC = Metric(
    name="daily_events",
    label=text("每日事件数", "Events a day"),
    unit="count",
    grain="day",
    plan="""
    SELECT day, count(*), 0 FROM event WHERE tenant_id = $1 AND day >= $2 AND day < $3 GROUP BY day ORDER BY day
    """,
    who="""
    SELECT DISTINCT member_id FROM event WHERE tenant_id = $1 AND day = $2 AND member_id > $3
    ORDER BY member_id LIMIT $4
    """,
)
