"""Whether what was answered fits the questions. Pure.

What is wrong with an answer: ``unknown`` (no such question), ``not-asked`` (an earlier answer leads past it),
``missing``, ``no-such-option``, ``too-many``, ``not-a-score``, ``too-short``, ``too-long``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import msgspec

from liuke.activities.parts.survey_spec import SurveyQuestion, SurveyShownIf, SurveySpec


class Given(msgspec.Struct):
    """What a member answered, sound or not.

    Args:
        answers: Question → options or a score.
        texts: Question → what was written.
        faults: What is wrong: question and why.
    """

    answers: dict[str, list[str]]
    texts: dict[str, str]
    faults: list[tuple[str, str]] = []


def read_given(spec: SurveySpec, answers: Mapping[str, Any], texts: Mapping[str, Any]) -> Given:
    """What is answered, with all its faults at once. Texts lose the spaces around them; one of nothing else is none."""
    written = {name: str(one).strip() for name, one in texts.items()}
    given = Given(
        {name: _list(one) for name, one in answers.items()}, {name: one for name, one in written.items() if one}
    )
    questions = {one.id: one for one in spec.questions}
    for name in {**given.answers, **given.texts}:
        if name not in questions or (questions[name].form == "text") != (name in given.texts):
            given.faults.append((name[:100], "unknown"))
    for one in spec.questions:
        given.faults += [(one.id, why) for why in _find_faults(one, given)]
    return given


def _list(value: Any) -> list[str]:
    return [str(one) for one in cast("Sequence[Any]", value)] if isinstance(value, list | tuple) else [str(value)]


def _find_faults(one: SurveyQuestion, given: Given) -> Iterator[str]:
    # what stands in the wrong one of the two is unknown there
    chosen = given.answers.get(one.id) if one.form != "text" else None
    written = given.texts.get(one.id) if one.form == "text" else None
    if not is_asked(one.shown_if, given.answers, given.texts):
        if chosen is not None or written is not None:
            yield "not-asked"
    elif not chosen and written is None:
        if one.required:
            yield "missing"
        elif chosen is not None:
            yield "no-such-option"
    elif written is not None:
        yield from _find_length(one, written)
    elif chosen is not None:
        yield from _find_choice(one, chosen)


def _find_length(one: SurveyQuestion, written: str) -> Iterator[str]:
    if len(written) > one.max_chars:
        yield "too-long"
    elif len(written) < one.min_chars:
        yield "too-short"


def _find_choice(one: SurveyQuestion, chosen: Sequence[str]) -> Iterator[str]:
    bounds = one.bounds
    if bounds is not None:
        if len(chosen) != 1 or chosen[0] not in {str(score) for score in range(bounds[0], bounds[1] + 1)}:
            yield "not-a-score"
        return
    if len(set(chosen)) < len(chosen) or not set(chosen) <= {option.id for option in one.options}:
        yield "no-such-option"
    elif len(chosen) > (1 if one.form == "single" else one.most):
        yield "too-many"


def is_asked(condition: SurveyShownIf | None, answers: Mapping[str, Sequence[str]], texts: Mapping[str, str]) -> bool:
    """Whether what was answered earlier leads to a question."""
    if condition is None:
        return True
    if condition.question in texts:
        return True
    chosen = answers.get(condition.question)
    if not chosen:
        return False
    if condition.options and not set(condition.options) & set(chosen):
        return False
    if condition.least is None and condition.most is None:
        return True
    if not chosen[0].isascii() or not chosen[0].isdigit() or len(chosen[0]) > 2:
        return False
    return (condition.least or 0) <= int(chosen[0]) <= (10 if condition.most is None else condition.most)
