"""The claim: a metric or a channel costs one source file, one line and one golden file."""

from __future__ import annotations

import json

import msgspec
from typer.testing import CliRunner

from liuke.cli.features import Part, list_parts
from liuke.cli.main import make_app
from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.hooks import list_open
from liuke.features import CHANNELS, DOMAINS, JOBS, LAWS, METRICS, SCORERS
from liuke.hooks.channel import Channel, Outgoing
from liuke.hooks.metric import Metric, find_faults
from liuke.kernel.text import text
from liuke.worker.health import now_us
from tests.examples import load_example, read_golden
from tests.server import TestDatabase
from tests.world import T, make_members, make_pool, rows


async def _write(pool: Pool, tenant: int, events: list[tuple[int, int]]) -> None:
    await rows(pool, tenant, "SELECT liuke_ensure_month($1)", now_us())
    for number, (member, day) in enumerate(events):
        sql = """INSERT INTO event (member_id, key, tenant_id, type, t_us, day, received_us, schema_version, data)
                 VALUES ($2, $3, $1, 'app.opened', $4, $5, $6, 1, '{}') RETURNING 1"""
        await rows(pool, tenant, sql, tenant, member, f"e{number}", now_us(), day, now_us())


async def test_a_metric_costs_one_file_and_one_line(database: TestDatabase) -> None:
    metric: Metric = load_example("daily_events").METRIC
    golden = read_golden("daily_events")
    tenant, members = await make_members(database.owner_dsn, database.dsn, 2)
    other, strangers = await make_members(database.owner_dsn, database.dsn, 1, slug="other")
    pool = await make_pool(database.dsn, 1)
    await _write(pool, tenant, [(members[place - 1], day) for place, day in golden["events"]])
    await _write(pool, other, [(strangers[0], 19700)])
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        cells = await metric.read(connection, tenant, *golden["range"], today=golden["today"])
        for day, places in golden["members"].items():
            assert await metric.members(connection, tenant, day) == [members[place - 1] for place in places]
        assert await metric.members(connection, tenant, 19700, limit=1) == members[:1]
        assert await metric.members(connection, tenant, 19700, after=members[0]) == members[1:]
        (young,) = await metric.read(connection, tenant, 19700, 19701, today=19700)
    await pool.close()
    assert [msgspec.structs.asdict(cell) for cell in cells] == golden["cells"]
    assert (young.value, young.mature) == (3, False)
    # what nobody had to write
    shown = list_parts("zh", metrics=(*METRICS, metric))  # the one line
    assert Part("metric", "daily_events", "每日事件数 (count, day)") in shown


def test_a_plan_has_no_timestamps() -> None:
    made = Metric(
        "late", text("晚", "Late"), "count", "day",
        "SELECT (to_timestamp(t_us / 1000000) AT TIME ZONE 'UTC')::date, 1, 0 FROM event",
        "SELECT member_id FROM event",
    )  # fmt: skip
    assert [fault.message for fault in find_faults(made)] == [
        "uses 'to_timestamp'", "uses 'AT TIME ZONE'", "uses 'date'"
    ]  # fmt: skip
    assert [fault for metric in (*METRICS, load_example("daily_events").METRIC) for fault in find_faults(metric)] == []


async def test_a_channel_costs_one_file_and_one_line() -> None:
    channel: Channel = load_example("void").CHANNEL
    for step in read_golden("void"):
        message = Outgoing("m1", 1, step["address"], "hello", {}, "zh", "service", T)
        assert msgspec.structs.asdict(await channel.send(message)) == step["receipt"]
    shown = list_parts("en", channels=(*CHANNELS, channel))  # the one line
    assert Part("channel", "void", "Nowhere (none)") in shown


def test_the_command_lists_what_there_is() -> None:
    result = CliRunner().invoke(make_app(), ["features", "--json"])
    assert result.exit_code == 0, result.output
    shown = json.loads(result.output)
    wanted = [*(("law", law.name) for law in LAWS), *(("job", job.name) for job in JOBS)]
    wanted += [*(("metric", one.name) for one in METRICS), *(("channel", one.name) for one in CHANNELS)]
    wanted += [("hook", f"{one.owner}.{one.hook}") for one in list_open(DOMAINS)]
    wanted += [("scorer", one.name) for one in SCORERS]
    assert [(part["kind"], part["name"]) for part in shown] == wanted
    assert len(set(wanted)) == len(wanted)
    assert {"kind": "job", "name": "timers", "about": "1 s"} in shown


def test_the_examples_are_not_in_the_product() -> None:
    names = {part.name for part in list_parts("en")}
    assert names.isdisjoint({"idle", "daily_events", "void"})
