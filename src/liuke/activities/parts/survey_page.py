"""The page of a survey: its questions, one after another."""

from __future__ import annotations

from typing import Any, Literal

from liuke.activities.contracts import Activity
from liuke.activities.page import AnyBlock, AskedIf, Hero, Option, PageBody, Paragraph, Question, say, words
from liuke.activities.page_frame import PageCase, list_fields
from liuke.activities.types.survey_requests import REQUESTS

_ANSWER, _ANONYMOUSLY = REQUESTS
_FORMS: dict[str, Literal["single", "multiple", "text", "score"]] = {
    "single": "single", "multiple": "multiple", "nps": "score", "rating": "score", "text": "text",
}  # fmt: skip


def render_page(activity: Activity, case: PageCase) -> PageBody:
    """What a member sees of it."""
    shown = case.shown
    count = len(shown["questions"])
    note = words("已提交，感谢您的反馈", "Answered: thank you") if shown["answered"] else None
    blocks: list[AnyBlock] = [
        Hero(headline=say(activity.spec.name), note=note or words(f"共 {count} 题", f"{count} questions"))
    ]
    if shown["anonymous"]:
        blocks.append(Paragraph(text=words(
            "本问卷匿名：只记录您参与过，您的答案不与您关联，提交后无法查询或删除。",
            "Anonymous: that you took part is kept. What you answer is tied to nobody and cannot be looked up.",
        )))  # fmt: skip
    blocks += [_render(one, number, count) for number, one in enumerate(shown["questions"], 1)]
    request = _ANONYMOUSLY if shown["anonymous"] else _ANSWER
    reason = "survey-answered-already" if shown["answered"] else ""
    return PageBody(blocks, [case.action(request, why_not=reason, fields=list_fields(request))], reason)


def _render(one: dict[str, Any], number: int, count: int) -> Question:
    condition = one["shown_if"]
    scores = {"nps": (0, 10), "rating": (1, one["top"])}.get(one["form"], (None, None))
    return Question(
        id=one["id"], number=number, of=count, text=say(one["text"]), form=_FORMS[one["form"]],
        options=[Option(id=option["id"], label=say(option["name"])) for option in one["options"]],
        required=one["required"], most=one["most"] if one["form"] == "multiple" else None,
        least_score=scores[0], most_score=scores[1],
        max_chars=one["max_chars"] if one["form"] == "text" else None,
        asked_if=AskedIf(**condition) if condition is not None else None,
    )  # fmt: skip
