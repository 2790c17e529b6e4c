"""What a survey came to: counts, ratings and the net promoter score. Pure."""

from __future__ import annotations

from math import sqrt

import msgspec

from liuke.activities.parts.survey_doc import TEXT, SurveyTally
from liuke.activities.parts.survey_spec import SurveyQuestion, SurveySpec
from liuke.kernel.money import BPS
from liuke.kernel.text import Locale

LEAST_SHOWN = 5
"""Answers to an anonymous survey from which on something is shown."""


class OptionCount(msgspec.Struct):
    """How many chose an option, or gave a score.

    Args:
        id: Of the option, or the score in digits.
        name: In the language of the call; the id of what is gone from the program.
        count: Members.
        share_bps: Of those who answered the question, in basis points.
    """

    id: str
    name: str
    count: int
    share_bps: int


class NetPromoters(msgspec.Struct):
    """The net promoter score: the share of promoters less that of detractors.

    Args:
        promoters: Who gave 9 or 10.
        passives: Who gave 7 or 8.
        detractors: Who gave 0 to 6.
        score_bps: From −10000 to 10000: a score of 42.5 is 4250.
        low_bps: The interval in which the score of all members lies 19 times of 20, were these drawn from them.
        high_bps: Its upper end.
    """

    promoters: int
    passives: int
    detractors: int
    score_bps: int
    low_bps: int
    high_bps: int


class QuestionResult(msgspec.Struct):
    """What was answered to a question.

    Args:
        form: `single`, `multiple`, `nps`, `rating`, `text`, or `gone`: it is not in the program any more.
        answered: Members who answered it.
        options: What was chosen, in the program's order; none of a question that is answered by a text.
        mean_hundredths: Mean score in hundredths; null: it is no score, or nobody answered.
        nps: Null: it is no such question, or nobody answered.
    """

    id: str
    text: str
    form: str
    answered: int
    options: list[OptionCount]
    mean_hundredths: int | None
    nps: NetPromoters | None


def count_promoters(counts: dict[str, int]) -> NetPromoters:
    """Of scores from 0 to 10 that somebody gave."""
    promoters = counts.get("9", 0) + counts.get("10", 0)
    passives = counts.get("7", 0) + counts.get("8", 0)
    answered = sum(counts.values())
    detractors = answered - promoters - passives
    # rounded to the nearest, halves away from zero, so that the score of mirrored answers is mirrored
    net, sign = abs(promoters - detractors), 1 if promoters >= detractors else -1
    score = sign * ((2 * net * BPS + answered) // (2 * answered))
    return NetPromoters(promoters, passives, detractors, score, *_find_interval(promoters, detractors, answered))


def _find_interval(promoters: int, detractors: int, answered: int) -> tuple[int, int]:
    """The adjusted Wald interval: as if three more had answered, so that few answers of one kind are no certainty.

    >>> _find_interval(50, 30, 100), _find_interval(5, 0, 5)
    ((265, 3618), (1749, 10000))
    """
    size = answered + 3
    for_it, against = (promoters + 0.75) / size, (detractors + 0.75) / size
    middle = for_it - against
    reach = 1.96 * sqrt((for_it + against - middle**2) / size)
    return max(-BPS, round((middle - reach) * BPS)), min(BPS, round((middle + reach) * BPS))


def show_results(spec: SurveySpec, tally: SurveyTally, locale: Locale) -> list[QuestionResult]:
    """Every question of the program, and those that are gone and were answered."""
    found = [_show(one, tally, locale) for one in spec.questions]
    known = {one.id for one in spec.questions}
    for name, counts in sorted(tally.counts.items()):
        if name not in known:
            answered = min(tally.taken, sum(counts.values()))
            options = [_count(one, one, counts, answered) for one in sorted(counts) if one != TEXT]
            found.append(QuestionResult(name, name, "gone", answered, options, None, None))
    return found


def _show(one: SurveyQuestion, tally: SurveyTally, locale: Locale) -> QuestionResult:
    counts = dict(tally.counts.get(one.id, {}))
    texts = counts.pop(TEXT, 0)
    names = {option.id: option.name.get(locale) for option in one.options}
    if one.bounds is not None:
        names = {str(score): str(score) for score in range(one.bounds[0], one.bounds[1] + 1)}
    names |= {gone: gone for gone in sorted(counts) if gone not in names}
    answered = texts if one.form == "text" else sum(counts.values())
    if one.form == "multiple":
        answered = tally.taken
    options = [_count(name, label, counts, answered) for name, label in names.items()]
    mean = None
    if one.bounds is not None and answered:
        total = sum(int(score) * count for score, count in counts.items() if score.isdigit())
        mean = (200 * total + answered) // (2 * answered)
    nps = count_promoters(counts) if one.form == "nps" and answered else None
    return QuestionResult(one.id, one.text.get(locale), one.form, answered, options, mean, nps)


def _count(name: str, label: str, counts: dict[str, int], answered: int) -> OptionCount:
    count = counts.get(name, 0)
    return OptionCount(name, label, count, count * BPS // answered if answered else 0)
