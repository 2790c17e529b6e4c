"""What the demo adds to its histories: programs that lint has nothing against, scenes that are the same each time."""

from collections import Counter
from datetime import date
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from liuke.bootstrap import read_program_file
from liuke.cli.demo_festival import add_opinions, make_year
from liuke.decision.domain import Evidence
from liuke.demo import opinions, ring
from liuke.demo.festival import Festival
from liuke.demo.friends import SHARE, Bringing
from liuke.demo.scenes import HOUR_US, Ask, Player, Scene, choose_moment
from liuke.features import DOMAINS, load_program
from liuke.kernel.clock import MerchantCalendar, day_of
from liuke.program.templates import place_dates
from liuke.publishing.lint import lint_program

LAST = date(2028, 2, 27)
ZONE = "America/New_York"
OPENS_US = MerchantCalendar(ZONE).day_start_us(day_of(LAST) - 6)
UNTIL_US = MerchantCalendar(ZONE).day_start_us(day_of(LAST) + 3) + 15 * HOUR_US


@pytest.fixture(scope="module")
def festival() -> dict[str, Any]:
    (later,) = make_year("grocery", LAST, ZONE, "en")[1]
    assert later.active_from_us == OPENS_US
    return dict(later.document)


def test_lint_has_nothing_against_what_the_demo_publishes(festival: dict[str, Any]) -> None:
    year, _ = make_year("grocery", LAST, ZONE, "en")
    (tea_shop,) = add_opinions("tea_shop", LAST, "Asia/Shanghai", "en")
    for document in (year, festival, dict(tea_shop.document)):
        found = lint_program(load_program(document), evidence=Evidence(), domains=DOMAINS)
        assert [(one.path, one.code) for one in found if one.severity != "info"] == []


def test_the_festival_lies_around_the_day_on_which_the_demo_is_opened(festival: dict[str, Any]) -> None:
    (campaign,) = festival["campaigns"]
    assert campaign["window"] == {"from": "2028-02-21", "to": "2028-03-12"}
    lives_in = {one["kind"] for one in festival["activities"] if one.get("campaign") == campaign["id"]}
    assert lives_in == {"lottery", "cards", "quiz", "flash_sale", "group_buy", "bargain", "wall"}
    assert (campaign["holdout_bps"], sorted(campaign["budget"])) == (1_000, ["cash", "coupons", "points"])
    assert [one["id"] for one in festival["activities"][:3]] == ["weekly_three", "loyal_quarter", "visits"]


def test_dates_are_placed_wherever_they_stand() -> None:
    placed = place_dates({"a": [{"to": "day+1 08:30"}], "day": "day", "b": "birthday-1"}, date(2027, 12, 31))
    assert placed == {"a": [{"to": "2028-01-01 08:30"}], "day": "day", "b": "birthday-1"}
    assert read_program_file("grocery").data["id"] == "grocery"  # what is added is no template


def test_who_brings_is_here_already_and_a_few_bring_many() -> None:
    first, again = Bringing(), Bringing()
    known = set[str]()
    brought = Counter[str]()
    for number in range(2_469):
        inviter = first.meet(f"h{number}")
        assert inviter == again.meet(f"h{number}")
        assert inviter is None or inviter in known
        brought[inviter or ""] += 1
        known.add(f"h{number}")
    nobody = brought.pop("")
    assert abs((2_469 - nobody) / 2_469 - SHARE) < 0.03
    assert [count >= 20 for _, count in brought.most_common(3)] == [True, True, False]


def follow(scenes: list[Scene]) -> list[tuple[str, int, list[Ask]]]:
    """What each scene asks as long as it is refused."""
    found = list[tuple[str, int, list[Ask]]]()
    for scene in scenes:
        asked = list[Ask]()
        try:
            asked.append(next(scene.play))
            while True:
                asked.append(scene.play.send(None))
        except StopIteration:
            found.append((scene.name, scene.t_us, asked))
    return found


def test_scenes_are_the_same_each_time_and_none_begins_before_its_member_was_here(festival: dict[str, Any]) -> None:
    players = [Player(number, OPENS_US + (number % 9 - 3) * 24 * HOUR_US) for number in range(1, 300)]

    def make(some: list[Player]) -> list[tuple[str, int, list[Ask]]]:
        made = Festival(some, festival, opens_us=OPENS_US, until_us=UNTIL_US, zone=ZoneInfo(ZONE))
        return follow(list(made.make_scenes()))

    scenes = make(players)
    assert scenes == make(players)
    assert len({name for name, _, _ in scenes}) == len(scenes)
    ready = {one.id: one.ready_us for one in players}
    for name, t_us, asked in scenes:
        assert OPENS_US <= t_us <= UNTIL_US, name
        assert all(ready[one.member] <= t_us for one in asked), name
    kinds = Counter(name.partition("/")[0] for name, _, _ in scenes)
    assert (kinds["team"], kinds["bargain"], kinds["post"]) == (12, 8, 9)
    # another member more or less changes nothing of what one does alone
    alone = [one for one in make(players[:-1]) if one[0].startswith("visit/7/")]
    assert alone == [one for one in scenes if one[0].startswith("visit/7/")]
    assert make(players[:2]) == make([])


def test_a_ring_and_families_join_alike_and_differ_in_their_devices() -> None:
    people = ring.list_newcomers(UNTIL_US)
    ids = {one.name: number for number, one in enumerate(people, start=1)}
    assert len(ids) == len(people) == ring.RING + ring.FAMILIES * ring.FAMILY
    joins = {name: asked for name, _, asked in follow(list(ring.make_scenes(ids, UNTIL_US)))}
    own = {one.client for one in joins["join/ring"] if one.type == "member.registered"}
    shared = {one.client for one in joins["join/ring"] if one.type == "order.paid"}
    assert (len(own), len(shared), own & shared) == (ring.RING, 2, set())
    late = follow(list(ring.make_late_scenes(ids, UNTIL_US)))
    assert sorted(one[2][0].member for one in late) == sorted(ids.values())
    assert max(t_us for _, t_us, _ in late) < UNTIL_US


def test_guests_of_the_tea_shop_answer_as_the_survey_asks() -> None:
    (later,) = add_opinions("tea_shop", LAST, "Asia/Shanghai", "en")
    players = [Player(number, later.active_from_us) for number in range(1, 200)]
    program = {"activities": [one for one in later.document["activities"] if one["id"] in {"tea_quiz", "visit"}]}
    scenes = follow(
        list(
            opinions.make_scenes(
                players, program, opens_us=later.active_from_us, until_us=UNTIL_US, zone=ZoneInfo("Asia/Shanghai")
            )
        )
    )
    answers = [asked[0].data for name, _, asked in scenes if name.startswith("survey/")]
    assert 70 < len(answers) < 110
    for one in answers:
        assert set(one["answers"]) == {"recommend", "liked", "speed", "next"}
        assert "why" not in one.get("written", {}) or int(one["answers"]["recommend"][0]) <= 6


def test_nobody_does_anything_at_night_or_where_no_time_is_left() -> None:
    zone = ZoneInfo(ZONE)
    found = [choose_moment(Random(seed), OPENS_US, UNTIL_US, zone) for seed in range(50)]
    hours = {(one - OPENS_US) // HOUR_US % 24 for one in found if one is not None}
    assert hours <= set(range(8, 22))
    assert choose_moment(Random(1), UNTIL_US - 10, UNTIL_US, zone) is None
