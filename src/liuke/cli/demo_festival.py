"""The demo's festival and its tea shop's survey: programs that take over, and members who play under them."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import msgspec

from liuke.bootstrap import Platform, open_platform, read_program_file
from liuke.campaigns.cost_views import view_report
from liuke.campaigns.routes import read_cost_facts
from liuke.campaigns.spec import CampaignSpec
from liuke.cli.demo_play import (
    Played,
    Stage,
    add_newcomers,
    close_boards,
    find_run,
    list_players,
    look_for_rings,
    note_run,
    open_stage,
)
from liuke.cli.terminal import print_line, print_table
from liuke.demo import opinions, ring
from liuke.demo.festival import CAMPAIGN, Festival
from liuke.kernel.clock import MerchantCalendar, day_of
from liuke.kernel.text import Locale, Text, text
from liuke.program.shipped import find_share_folder
from liuke.program.templates import extend, place_dates
from liuke.replay.history import Later
from liuke.settings import Settings

FESTIVAL, OPINIONS = "demo_festival", "demo_opinions"
"""Names under which it is written down that they were played."""
FESTIVAL_DAYS, OPINION_DAYS = 6, 20
"""Before the last day of the history they begin."""


def read_additions(name: str, last_day: date) -> dict[str, Any]:
    """What the demo adds to a template, at the dates of its history.

    Args:
        name: ``friends``, ``festival`` or ``tea_shop``.
        last_day: Of the history.
    """
    folder = find_share_folder("programs")
    assert folder is not None, "the template was read from it"
    return place_dates(read_program_file(str(folder / "demo" / f"{name}.yaml")).data, last_day)


_ANNIVERSARY, _OPINIONS = text("十二周年庆", "Twelfth anniversary"), text("问答和问卷", "A quiz and a survey")


def make_year(template: str, last_day: date, zone: str, locale: Locale) -> tuple[dict[str, Any], list[Later]]:
    """The program of the year, in which members bring one another, and that of the festival.

    Args:
        template: Name of the program.
        last_day: Of the history.
        zone: Of the merchant's clocks.
        locale: Of the note beside the version.
    """
    year = extend(read_program_file(template).data, read_additions("friends", last_day))
    festival = extend(year, read_additions("festival", last_day))
    return year, [Later(festival, _find_start(last_day, FESTIVAL_DAYS, zone), _ANNIVERSARY.get(locale))]


def add_opinions(template: str, last_day: date, zone: str, locale: Locale) -> list[Later]:
    """The program of the tea shop's last weeks, with a quiz and a survey; arguments as of :func:`make_year`."""
    program = extend(read_program_file(template).data, read_additions("tea_shop", last_day))
    return [Later(program, _find_start(last_day, OPINION_DAYS, zone), _OPINIONS.get(locale))]


def _find_start(last_day: date, days: int, zone: str) -> int:
    return MerchantCalendar(zone).day_start_us(day_of(last_day) - days)


# -- playing ----------------------------------------------------------------------------------------------------------
async def celebrate(
    settings: Settings, tenant: str, namespace: str, last_day: date
) -> tuple[Played | None, Cost | None]:
    """Play what was not played yet of the festival, and read what it has cost.

    Args:
        settings: Of the platform.
        tenant: Whose members play.
        namespace: Of names of those who join.
        last_day: Of the history.

    Returns:
        What was played in this run, and what the festival has cost; ``None`` where nothing was left to play, and where
        the program in force has no such campaign.
    """
    async with open_platform(settings, connections=4, tenant=tenant) as platform:
        until_us = await _begin(platform, FESTIVAL, f"campaigns.{CAMPAIGN}")
        played = None
        if until_us is not None:
            played = await _play_festival(platform, namespace, last_day, until_us)
            await note_run(platform, FESTIVAL, until_us, done=True)
        return played, await _read_cost(platform, settings.locale)


async def _play_festival(platform: Platform, namespace: str, last_day: date, until_us: int) -> Played:
    calendar = platform.book.program_at(until_us).calendar
    players = await list_players(platform)
    ids = await add_newcomers(platform, namespace, ring.list_newcomers(until_us), calendar.local_day)
    newcomers = set(ids.values())
    festival = Festival(
        [one for one in players if one.id not in newcomers], read_additions("festival", last_day),
        opens_us=calendar.day_start_us(day_of(last_day) - FESTIVAL_DAYS), until_us=until_us, zone=calendar.zone,
    )  # fmt: skip
    engine = platform.make_engine(lanes=1)
    stage = Stage(engine, until_us, lambda now_us: close_boards(platform, engine, now_us))
    await stage.play([*festival.make_scenes(), *ring.make_scenes(ids, until_us)])
    await look_for_rings(platform, engine, until_us)
    await stage.play(ring.make_late_scenes(ids, until_us))
    return stage.played


async def play_opinions(settings: Settings, tenant: str, last_day: date) -> Played | None:
    """Play what was not played yet of the quiz and the survey of the tea shop; ``None``: nothing was left."""
    async with open_platform(settings, connections=4, tenant=tenant) as platform:
        until_us = await _begin(platform, OPINIONS, f"activities.{opinions.SURVEY}")
        if until_us is None:
            return None
        calendar = platform.book.program_at(until_us).calendar
        stage = open_stage(platform, until_us)
        scenes = opinions.make_scenes(
            await list_players(platform), read_additions("tea_shop", last_day),
            opens_us=calendar.day_start_us(day_of(last_day) - OPINION_DAYS), until_us=until_us, zone=calendar.zone,
        )  # fmt: skip
        await stage.play(scenes)
        await note_run(platform, OPINIONS, until_us, done=True)
        return stage.played


async def _begin(platform: Platform, name: str, path: str) -> int | None:
    """Up to when it is played: as far as an earlier run meant to, so that it asks for the same again."""
    run = await find_run(platform, name)
    section, _, wanted = path.partition(".")
    now_us = time.time_ns() // 1_000
    found = platform.book.program_at(now_us).plain.get(section, ())
    if (run is not None and run[1]) or all(one["id"] != wanted for one in found):
        return None
    if run is None:
        await note_run(platform, name, now_us, done=False)
    return run[0] if run is not None else now_us


# -- what it cost -----------------------------------------------------------------------------------------------------
class Cost(msgspec.Struct):
    """What the festival has cost by now, by the ledger.

    Args:
        id: Of the campaign.
        name: For people.
        stage: ``running``, ``ended``, ...
        cents: In all.
        sources: By name of what gave it: rewards and cents, the most first.
    """

    id: str
    name: str
    stage: str
    cents: int
    sources: dict[str, tuple[int, int]]


async def _read_cost(platform: Platform, locale: Locale) -> Cost | None:
    now_us = time.time_ns() // 1_000
    program = platform.book.program_at(now_us)
    spec = next((one for one in program.items("campaigns", CampaignSpec) if one.id == CAMPAIGN), None)
    if spec is None:
        return None
    async with platform.transact() as connection:
        facts = await read_cost_facts(connection, platform.tenant_id, program, f"campaigns.{spec.id}")
    report = view_report(program, spec, facts, now_us, locale)
    names = {f"activities.{one['id']}": Text.model_validate(one["name"]) for one in program.plain["activities"]}
    sums = dict[str, tuple[int, int]]()
    for rule in report.rules:
        activity = names.get(".".join(rule.path.split(".")[:2]))
        name = activity.get(locale) if activity is not None else rule.name or rule.path
        rewards, cents = sums.get(name, (0, 0))
        sums[name] = (rewards + rule.rewards, cents + rule.cents)
    sources = dict(sorted(sums.items(), key=lambda one: (-one[1][1], one[0])))
    return Cost(report.id, report.name, report.stage, report.cents, sources)


_STAGES = {
    "running": text("进行中", "running"), "ended": text("已结束", "ended"), "off": text("已停用", "switched off"),
    "planned": text("未开始", "planned"), "called_off": text("已取消", "called off"),
}  # fmt: skip


def print_cost(cost: Cost, played: Played | None, money: str, locale: Locale) -> None:
    """What the festival has cost, by what gave it.

    Args:
        cost: Of the campaign.
        played: What was played in this run.
        money: Currency of the merchant.
        locale: Language.
    """
    stage = _STAGES[cost.stage].get(locale)
    head = (text("奖励来源", "given by"), text("发放次数>", "rewards>"), text("成本>", f"cost ({money})>"))
    print_table(
        text(f"营销活动：{cost.name}（{stage}）", f"Campaign: {cost.name} ({stage})").get(locale),
        tuple(words.get(locale) for words in head),
        [(name, f"{rewards:,}", f"{cents / 100:,.2f}") for name, (rewards, cents) in cost.sources.items()],
    )
    print_line(
        text(
            f"  迄今成本 {money} {cost.cents / 100:,.2f}，按账本",
            f"  it has cost {money} {cost.cents / 100:,.2f} by now, by the ledger",
        ).get(locale)
    )
    if played is not None:
        words = text(
            f"✓ {played.members:,} 位会员在活动中发起了 {played.requests:,} 次请求",
            f"✓ {played.members:,} members sent {played.requests:,} requests to it",
        )
        print_line(words.get(locale))
