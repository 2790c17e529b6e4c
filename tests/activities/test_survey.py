"""Surveys: one answer a member, counted as it was said, and the scores that follow from the counts."""

from __future__ import annotations

import contextlib
from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.activities.domain import activity_index
from liuke.activities.pages import find_page
from liuke.activities.parts.survey_doc import SHEET, SHEET_BYTES, SLOT, TALLY, SurveyBook, SurveySheet, SurveyTally
from liuke.activities.parts.survey_rules import read_given
from liuke.activities.parts.survey_spec import SurveySpec
from liuke.activities.survey_views import count_promoters, show_results
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program
from liuke.kernel.clock import DAY_US
from liuke.kernel.errors import InvalidInput, Refused
from tests.golden_runner import build_engine

T = 10**15
AB = [{"id": one, "name": one} for one in "ab"]
TERMS: dict[str, Any] = {
    "kind": "survey", "id": "s", "name": {"zh": "问卷", "en": "Survey"},
    "questions": [
        {"id": "n", "text": "n", "form": "nps"},
        {"id": "c", "text": "c", "form": "multiple", "options": AB, "required": False},
        {"id": "t", "text": "t", "form": "text", "required": False},
    ],
    "rewards": [{"kind": "asset", "amount": 3}],
}  # fmt: skip


def make_shop(members: int, **terms: Any) -> MemoryEngine:
    engine = build_engine({"activities": [TERMS | terms]}, "UTC")
    for member in range(1, members + 1):
        engine.register(member, T - DAY_US)
    return engine


def read_terms(terms: dict[str, Any]) -> SurveySpec:
    return activity_index(build_engine({"activities": [terms]}).program).by_id["s"].typed(SurveySpec)


def read_tally(engine: MemoryEngine) -> SurveyTally:
    stored = engine.shared.get(TALLY.place("s/0"))
    return TALLY.read(stored.doc) if stored is not None else SurveyTally()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["answer", "answer", "answer", "merge", "split"]), st.integers(1, 4),
        st.integers(-1, 11), st.lists(st.sampled_from("abx"), max_size=3), st.sampled_from(["", "good"]),
    ),
    max_size=14,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_counts_are_the_sum_of_what_members_answered_and_each_is_rewarded_once(steps: list[Any]) -> None:
    engine, gone = make_shop(4), set[int]()
    for number, (what, member, score, chosen, written) in enumerate(steps):
        if what == "merge" and member > 1 and member not in gone:
            engine.merge(1, member, T + number)
            gone.add(member)
        elif what == "split" and member in gone:
            with contextlib.suppress(Refused):
                engine.split(1, member, T + number)
                gone.discard(member)
        elif what == "answer" and member not in gone:
            texts = {"written": {"t": written}} if written else {}
            answers = {"n": [str(score)], **({"c": chosen} if chosen else {})}
            with contextlib.suppress(Refused, InvalidInput):
                engine.send("survey.answer", member, f"k{number}", T + number, answers=answers, **texts)
        docs = [engine.state(one).read(SLOT, SurveyBook).docs.get("s") for one in range(1, 5) if one not in gone]
        found = Counter((q, one) for d in docs if d for q, several in d.list_counted().items() for one in several)
        tally = read_tally(engine)
        assert {(q, one): n for q, counts in tally.counts.items() for one, n in counts.items()} == dict(found)
        assert tally.taken == sum(doc is not None for doc in docs)
        assert list(TALLY.law("s/0", tally)) == []
        for one in (one for one in range(1, 5) if one not in gone):
            doc = docs[[one for one in range(1, 5) if one not in gone].index(one)]
            assert (doc is not None) >= (engine.balance(one, "points") > 0)


@pytest.mark.parametrize(
    ("answers", "texts", "faults"),
    [
        ({"n": ["9"]}, {}, []),
        ({"n": "9", "c": ["a", "b"]}, {"t": " x "}, []),
        ({}, {}, [("n", "missing")]),
        ({"n": ["9", "8"]}, {}, [("n", "not-a-score")]),
        ({"n": ["09"]}, {}, [("n", "not-a-score")]),
        ({"n": ["٩"]}, {}, [("n", "not-a-score")]),
        ({"n": [], "c": ["z"], "x": ["y"]}, {}, [("x", "unknown"), ("n", "missing"), ("c", "no-such-option")]),
        ({"n": ["1"], "t": ["a text"]}, {"c": "no"}, [("t", "unknown"), ("c", "unknown")]),
        ({"n": ["1"], "c": []}, {}, [("c", "no-such-option")]),
        ({"n": ["1"]}, {"t": "x" * 201}, [("t", "too-long")]),
    ],
)
def test_all_that_does_not_fit_is_said_at_once(
    answers: dict[str, Any], texts: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    assert read_given(read_terms(TERMS), answers, texts).faults == faults


@pytest.mark.parametrize(
    ("counts", "score"),
    [({"10": 1}, 10_000), ({"0": 1}, -10_000), ({"7": 3}, 0), ({"9": 2, "6": 1}, 3_333), ({"9": 1, "6": 2}, -3_333),
     ({"9": 5, "8": 2, "6": 1}, 5_000)],
)  # fmt: skip
def test_the_net_promoter_score(counts: dict[str, int], score: int) -> None:
    found = count_promoters(counts)
    assert (found.score_bps, found.promoters + found.passives + found.detractors) == (score, sum(counts.values()))
    assert -10_000 <= found.low_bps < found.high_bps <= 10_000


def test_the_interval_of_the_score_narrows_with_the_answers_and_is_mirrored_with_them() -> None:
    few, many = count_promoters({"10": 5, "0": 3, "7": 2}), count_promoters({"10": 500, "0": 300, "7": 200})
    assert (few.score_bps, few.low_bps, few.high_bps) == (2_000, -3_033, 6_110)
    assert (many.score_bps, many.low_bps, many.high_bps) == (2_000, 1_455, 2_533)
    mirrored = count_promoters({"0": 5, "10": 3, "7": 2})
    assert (mirrored.low_bps, mirrored.high_bps) == (-few.high_bps, -few.low_bps)
    assert count_promoters({"10": 4}).high_bps == 10_000


def test_results_name_what_is_gone_and_edits_lose_no_answer() -> None:
    engine = make_shop(3)
    engine.send("survey.answer", 1, "a", T, answers={"n": ["9"], "c": ["a"]}, written={"t": "fine"})
    document = engine.program.spec.model_dump(mode="json", by_alias=True)
    kept = document["activities"][0]
    kept["questions"] = [kept["questions"][0], {"id": "new", "text": "new", "form": "rating", "required": False}]
    engine.program = compile_program(document)
    engine.send("survey.answer", 2, "b", T + 1, answers={"n": ["4"], "new": ["5"]})
    with pytest.raises(Refused):
        engine.send("survey.answer", 1, "c", T + 2, answers={"n": ["4"]})
    spec = read_terms(TERMS | {"questions": kept["questions"]})
    found = {one.id: one for one in show_results(spec, read_tally(engine), "en")}
    assert [(one.form, one.answered, one.mean_hundredths) for one in found.values()] == [
        ("nps", 2, 650), ("rating", 1, 500), ("gone", 1, None), ("gone", 1, None),
    ]  # fmt: skip
    assert found["n"].nps is not None
    assert (found["n"].nps.score_bps, [one.count for one in found["c"].options]) == (0, [1])


def test_no_sheet_of_anonymous_texts_ever_holds_the_newest_alone() -> None:
    engine = make_shop(200, anonymous=True)
    for member in range(1, 201):
        written = f"{member:03d}" + "很" * 150
        engine.send("survey.answer_anonymously", member, "a", T, answers={"n": ["9"]}, written={"t": written})
    tally = read_tally(engine)
    sheets = [SHEET.read(engine.shared[SHEET.place(f"s/0/{n}")].doc) for n in range(1, tally.sheets + 1)]
    assert len(sheets) > 1
    assert sorted(one for sheet in sheets for one in sheet.texts["t"]) == [
        f"{n:03d}" + "很" * 150 for n in range(1, 201)
    ]
    assert min(len(sheet.texts["t"]) for sheet in sheets) > 40
    assert max(sheet.size for sheet in sheets) <= SHEET_BYTES
    full = SurveySheet({"t": ["a"]})
    assert (full.split().texts, full.texts) == ({}, {"t": ["a"]})


def test_the_page_asks_what_there_is_to_ask() -> None:
    condition = {"question": "n", "most": 6}
    questions = [*TERMS["questions"], {"id": "why", "text": "why", "form": "text", "shown_if": condition}]
    engine = make_shop(1, questions=questions, anonymous=True)
    page = msgspec.to_builtins(find_page(engine.program, engine.state(1), T, "s"))
    asked = [block for block in page["blocks"] if block["block"] == "question"]
    assert [(one["id"], one["form"], one["least_score"], one["most_score"]) for one in asked] == [
        ("n", "score", 0, 10), ("c", "multiple", None, None), ("t", "text", None, None), ("why", "text", None, None),
    ]  # fmt: skip
    assert asked[3]["asked_if"] == {"question": "n", "options": [], "least": None, "most": 6}
    assert [(one["request"], one["enabled"]) for one in page["actions"]] == [("answer-anonymously", True)]
    engine.send("survey.answer_anonymously", 1, "a", T, answers={"n": ["9"]})
    page = msgspec.to_builtins(find_page(engine.program, engine.state(1), T, "s"))
    assert (page["status"], page["status_reason"]["code"]) == ("used_up", "survey-answered-already")


@pytest.mark.parametrize(
    "question",
    [
        {"form": "single", "options": AB[:1]}, {"form": "nps", "options": AB}, {"form": "text", "min_chars": 300},
        {"form": "nps", "shown_if": {"question": "late"}}, {"form": "nps", "shown_if": {"question": "t", "least": 3}},
        {"form": "nps", "shown_if": {"question": "c", "options": ["z"]}},
        {"form": "single", "options": [*AB, AB[0]]},
    ],
)  # fmt: skip
def test_terms_that_cannot_be_meant_are_refused(question: dict[str, Any]) -> None:
    late = {"id": "late", "text": "late", "form": "nps"}
    with pytest.raises(InvalidInput):
        make_shop(0, questions=[*TERMS["questions"], {"id": "odd", "text": "odd", **question}, late])
