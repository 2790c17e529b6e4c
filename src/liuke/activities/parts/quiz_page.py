"""The page of a quiz: its ladder and rounds, or the question that is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from liuke.activities.contracts import Activity
from liuke.activities.naming import asset_name
from liuke.activities.page import (
    Action,
    AnyBlock,
    Choice,
    Countdown,
    Hero,
    Option,
    PageBody,
    PageField,
    Price,
    Progress,
    Question,
    Step,
    Steps,
    Tile,
    Tiles,
    Words,
    say,
    words,
)
from liuke.activities.page_frame import PageCase, list_fields
from liuke.activities.parts.quiz_spec import QuizSpec
from liuke.activities.types.quiz_requests import REQUESTS
from liuke.kernel.text import text

_BEGIN, _ANSWER, _NEXT = REQUESTS
_SCORE = "score"


def render_page(activity: Activity, case: PageCase) -> PageBody:
    """What a member sees of it."""
    found = case.shown["round"]
    return _render_round(case, found) if found is not None else _render_start(activity.typed(QuizSpec), case)


# -- a round that is open ---------------------------------------------------------------------------------------------
def _render_round(case: PageCase, found: Mapping[str, Any]) -> PageBody:
    asked = found["question"]
    blocks: list[AnyBlock] = [
        Countdown(label=words("本轮剩余", "Left of this round"), until_us=found["until_us"]),
        _render_question(found, asked),
        Progress(label=words("本轮得分", "Score of this round"), value=found["score"], goal=found["most"], unit=_SCORE),
    ]
    if asked["outcome"] == "open":
        field = _make_field(asked)
        return PageBody(blocks, [case.action(_ANSWER, fields=[field], sends={"question": asked["question"]})])
    last = asked["number"] == found["of"]
    return PageBody(blocks, [case.action(_NEXT, why_not="quiz-last-question" if last else "")])


def _render_question(found: Mapping[str, Any], asked: Mapping[str, Any]) -> Question:
    options = [
        Option(id=one["id"], label=_letter(one), chosen=one["chosen"], right=one["right"]) for one in asked["options"]
    ]
    outcome: str = asked["outcome"]
    given = asked["written"] or ", ".join(one.id.upper() for one in options if one.chosen)
    form: Literal["single", "multiple", "text"] = asked["form"]
    return Question(
        number=asked["number"], of=found["of"], text=_ask(asked), form=form, picture=asked["picture"], options=options,
        until_us=asked["until_us"] if outcome == "open" else None, given=None if outcome == "open" else given,
        right=None if outcome == "open" else outcome == "right", explanation=_explain(asked),
        most=len(options) if form == "multiple" else None,
    )  # fmt: skip


def _letter(one: Mapping[str, Any]) -> Words:
    name, letter = say(one["name"]), one["id"].upper()
    return words(f"{letter}. {name.zh}", f"{letter}. {name.en}")


def _ask(asked: Mapping[str, Any]) -> Words:
    told = say(asked["text"])
    if asked["clue"] is None:
        return told
    clue = say(asked["clue"])
    return words(f"{told.zh}（{clue.zh}）", f"{told.en} ({clue.en})")


_OUTCOMES = {
    "late": text("超时未作答", "Not answered in time"),
    "passed": text("未作答", "Passed"),
}


def _explain(asked: Mapping[str, Any]) -> Words | None:
    """The right answer and why, once it was answered; else what became of it."""
    if (missed := _OUTCOMES.get(asked["outcome"])) is not None:
        return say(missed)
    if asked["answer"] is None:
        return None
    answer = say(asked["answer"])
    parts = [words(f"答案：{answer.zh}", f"Answer: {answer.en}")]
    if asked["explanation"] is not None:
        parts.append(say(asked["explanation"]))
    return words("。".join(one.zh for one in parts), ". ".join(one.en for one in parts))


def _make_field(asked: Mapping[str, Any]) -> PageField:
    if asked["form"] == "text":
        (field,) = list_fields(_ANSWER, "written")
        return field
    (field,) = list_fields(_ANSWER, "chosen")
    field.choices = [Choice(one["id"], _letter(one)) for one in asked["options"]]
    field.most = len(field.choices) if asked["form"] == "multiple" else 1
    return field


# -- before a round, and after ----------------------------------------------------------------------------------------
def _render_start(spec: QuizSpec, case: PageCase) -> PageBody:
    shown, last = case.shown, case.shown["last"]
    headline = say(spec.name)
    if last is not None:
        headline = words(
            f"上一轮 {last['score']} 分，答对 {last['right']}/{last['of']} 题",
            f"Last round: {last['score']}, {last['right']} of {last['of']} right",
        )
    note = words(
        f"每轮 {shown['questions']} 题，每题 {shown['seconds']} 秒",
        f"{shown['questions']} questions a round, {shown['seconds']} seconds each",
    )
    blocks: list[AnyBlock] = [Hero(headline=headline, note=note)]
    if shown["ladder"]:
        steps = [
            Step(label=say(one["rewards"]), at=one["at"], state="done" if one["given"] else "ahead")
            for one in shown["ladder"]
        ]
        blocks.append(Steps(label=words("得分奖励", "Rewards by score"), unit=_SCORE, items=steps))
    blocks.append(Tiles(items=[
        Tile(
            label=words("可答", "Rounds left"), value=shown["free_left"] + shown["chances"], unit=words("轮", "rounds")
        ),
        Tile(label=words("已答", "Played"), value=shown["rounds"], unit=words("轮", "rounds")),
        Tile(label=words("最高分", "Best"), value=shown["best"]),
    ]))  # fmt: skip
    price = shown["price"]
    if price is not None:
        asset = say(asset_name(case.program, price["asset"]))
        blocks.append(Price(label=words("每轮", "One round"), points=price["amount"], asset=asset))
    actions, spent = _list_actions(case)
    return PageBody(blocks, actions, spent)


def _list_actions(case: PageCase) -> tuple[list[Action], str]:
    """A round for nothing or for a chance, and one that is bought; and why there is none."""
    shown, price = case.shown, case.shown["price"]
    barred = "quiz-none-left" if shown["left"] == 0 else "quiz-limit" if shown["full"] else ""
    reason = barred or ("" if shown["free_left"] or shown["chances"] else "quiz-no-chance")
    actions = [case.action(_BEGIN, label=words("开始答题", "Start the quiz"), why_not=reason)]
    if price is None:
        return actions, reason
    name = asset_name(case.program, price["asset"])
    label = words(f"{price['amount']} {name.zh}答一轮", f"A round for {price['amount']} {name.get('en')}")
    enough = case.state.wallet(price["asset"]).available >= price["amount"]
    bought = barred or ("" if enough else "quiz-no-chance")
    confirm = words(
        f"将使用 {price['amount']} {name.zh}，确定吗？", f"This takes {price['amount']} {name.get('en')}. Go on?"
    )
    actions.append(case.action(_BEGIN, why_not=bought, label=label, sends={"pay_with": "price"}, confirm=confirm))
    return actions, reason and bought
