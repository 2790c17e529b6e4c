"""What guests of the demo's tea shop answer to its quiz and to its survey."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from liuke.demo.scenes import Ask, Play, Player, Scene, choose_moment, find_client, play_quiz

QUIZ, SURVEY = "tea_quiz", "visit"
_SCORES = (10, 10, 9, 9, 9, 8, 8, 7, 7, 6, 5, 3)
_LIKED = ("taste", "taste", "taste", "service", "shop", "price")
_NEXT = ("fruit", "fruit", "milk", "milk", "milk", "coffee")
_WHY = ("周末排队太久", "这次的珍珠有点硬", "外卖送到时冰都化了", "少糖还是偏甜", "店里座位太少")
_MORE = (
    "出杯很快，店员很热情",
    "希望多一点无咖啡因的选择",
    "杨枝甘露最好喝！",
    "会员日的活动可以多一点",
    "杯套的插画很好看",
)


def make_scenes(
    players: Sequence[Player], program: Mapping[str, Any], *, opens_us: int, until_us: int, zone: ZoneInfo,
    seed: int = 20_889,
) -> Iterator[Scene]:  # fmt: skip
    """Rounds of the quiz, and answers to the survey, of a part of the guests.

    Args:
        players: Who may take part.
        program: With the quiz.
        opens_us: From when on it can be played.
        until_us: When the demo opens.
        zone: Of the shop's clocks.
        seed: Of chance.
    """
    bank = next(one for one in program["activities"] if one["id"] == QUIZ)["bank"]
    for player in players:
        rng = Random(f"{seed}/{player.id}")  # noqa: S311 - scenes that can be made again, no secret
        since_us = max(opens_us, player.ready_us)
        if rng.random() < 0.45 and (t_us := choose_moment(rng, since_us, until_us, zone)) is not None:
            yield Scene(f"survey/{player.id}", t_us, _answer(player.id, rng))
        skill = rng.choice((0.5, 0.7, 0.9))
        for number in range(rng.choice((0, 0, 1, 2))):
            t_us = choose_moment(rng, since_us, until_us, zone)
            if t_us is not None:
                yield Scene(f"quiz/{player.id}/{number}", t_us, play_quiz(player.id, QUIZ, bank, rng, skill))


def _answer(member: int, rng: Random) -> Play:
    score = rng.choice(_SCORES)
    answers = {
        "recommend": [str(score)], "liked": sorted({rng.choice(_LIKED), rng.choice(_LIKED)}),
        "speed": [str(max(1, min(5, score // 2 + rng.choice((-1, 0, 0, 1)))))], "next": [rng.choice(_NEXT)],
    }  # fmt: skip
    written = dict[str, str]()
    if score <= 6 and rng.random() < 0.7:
        written["why"] = rng.choice(_WHY)
    if rng.random() < 0.25:
        written["more"] = rng.choice(_MORE)
    data = {"activity": SURVEY, "answers": answers} | ({"written": written} if written else {})
    yield Ask(member, "survey.answer", data, 20.0, find_client(member))
