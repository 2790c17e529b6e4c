"""Quizzes: each question is answered once and in time, steps are given once a period, and the key stays where it is."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.activities.domain import activity_index, summarize
from liuke.activities.pages import find_page
from liuke.activities.parts.quiz_doc import OPEN, OUTCOMES, RIGHT, SLOT, Asked, QuizBook, QuizDoc
from liuke.activities.parts.quiz_rules import LETTERS, find_fault, normalise
from liuke.activities.types.quiz import HOOKS
from liuke.decision.effects import Emit, Message
from liuke.decision.hooks import ExportCase, LawCase
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program, lint_program, load_program
from liuke.kernel.errors import InvalidInput, Refused
from liuke.publishing.wording import render_wording
from tests.golden_runner import build_engine
from tests.support_shop import DAY, HOUR, T0

SECOND = 1_000_000
BANK: list[dict[str, Any]] = [
    {"id": "tea", "text": "Which is tea?", "explanation": "WHY-SINGLE",
     "options": [{"name": "leaf", "right": True}, {"name": "bean"}, {"name": "stone"}]},
    {"id": "two", "text": "Which two?", "form": "multiple", "explanation": "WHY-SEVERAL", "score": 20,
     "options": [{"name": "red", "right": True}, {"name": "green", "right": True}, {"name": "none"}]},
    {"id": "riddle", "text": "Grass and wood", "form": "text", "accepted": ["KEY-TEXT"], "explanation": "WHY-TEXT"},
]  # fmt: skip
QUIZ: dict[str, Any] = {
    "kind": "quiz", "id": "quiz", "name": {"zh": "答题", "en": "Quiz"}, "questions": 3, "bank": BANK,
    "chances": {"free_per_day": 2}, "ladder": [
        {"at": 20, "rewards": [{"kind": "asset", "amount": 1}]},
        {"at": 40, "rewards": [{"kind": "asset", "amount": 100}]},
    ],
}  # fmt: skip
RIGHTS = {"tea": {"leaf"}, "two": {"red", "green"}}
SECRETS = ("KEY-TEXT", "WHY-")


def play(**terms: Any) -> MemoryEngine:
    engine = build_engine({"activities": [QUIZ | terms]}, "UTC")
    engine.register(1, T0 - DAY)
    return engine


class Player:
    """Member 1, who answers as is wished."""

    def __init__(self, engine: MemoryEngine) -> None:
        self.engine, self.now, self.n = engine, T0, 0
        self.shown: dict[str, Any] = {}

    def ask(self, action: str, **data: Any) -> dict[str, Any]:
        self.n += 1
        made = self.engine.send(f"quiz.{action}", 1, f"k{self.n}", self.now, activity="quiz", **data).result
        if action != "answer_question":
            self.shown = made["question"]
        return made

    def answer(self, *, right: bool = True) -> dict[str, Any]:
        named = {option["name"]["zh"]: option["id"] for option in self.shown["options"]}
        question = self.shown["question"]
        if not named:
            return self.ask("answer_question", question=question, written="KEY-TEXT" if right else "x")
        wanted = RIGHTS["tea" if "leaf" in named else "two"]
        chosen = [letter for name, letter in named.items() if (name in wanted) is right]
        return self.ask("answer_question", question=question, chosen=chosen[: None if "red" in named else 1])

    @property
    def doc(self) -> QuizDoc:
        return self.engine.state(1).read(SLOT, QuizBook).docs["quiz"]

    @property
    def asked(self) -> Asked:
        assert self.doc.round is not None
        return self.doc.round.current


def tell_everything(engine: MemoryEngine, now: int) -> str:
    """Whatever leaves the platform: results, facts, reasons, gains, prompts, messages, lists, pages, the export."""
    said = list[Any]()
    for _, made in engine.decisions:
        said += [made.result, made.prompts, made.gains, made.reasons]
        said += [effect for effect in made.effects if isinstance(effect, Emit | Message)]
        said += [render_wording(engine.program, one.code, one.params, "zh") for one in made.reasons]
    state, program = engine.state(1), engine.program
    said += [summarize(program, state, now), find_page(program, state, now, "quiz")]
    for domain in program.domains:
        if domain.name == "activities" and domain.hooks is not None and callable(domain.hooks.export):
            said.append(domain.hooks.export(ExportCase(program, state, now, "zh")))
    return json.dumps(msgspec.to_builtins(said), ensure_ascii=False)


def test_nothing_of_the_key_is_told_before_a_question_was_answered_nor_of_one_that_was_not() -> None:
    engine = play()
    me = Player(engine)
    me.ask("begin_round")
    for _ in range(3):
        for code in ("quiz-not-asked", "quiz-question-open", "quiz-answer-unfit"):
            with pytest.raises(Refused) as refused:
                if code == "quiz-not-asked":
                    me.ask("answer_question", question="x", written="y")
                elif code == "quiz-question-open":
                    me.ask("next_question")
                else:
                    me.ask("answer_question", question=me.shown["question"], chosen=["z"], written="y")
            assert refused.value.reason == code
            assert not any(secret in json.dumps(refused.value.extra) + str(refused.value) for secret in SECRETS)
        told = tell_everything(engine, me.now)
        assert not any(secret in told for secret in SECRETS)
        assert '"right": true' not in told
        me.now += 20 * SECOND  # late
        told = tell_everything(engine, me.now)
        assert not any(secret in told for secret in SECRETS)
        assert '"right": true' not in told
        if me.shown["number"] < 3:
            me.ask("next_question")
    engine.advance(me.now + HOUR)
    told = tell_everything(engine, me.now + HOUR)
    assert not any(secret in told for secret in SECRETS)
    # and whoever answers, rightly or not, is told of that one alone
    me.now += HOUR
    me.ask("begin_round")
    said = me.answer(right=False)
    assert (said["outcome"], said["answer"] is not None) == ("wrong", True)
    told = tell_everything(engine, me.now)
    assert sum(one in told for one in ("WHY-SINGLE", "WHY-SEVERAL", "WHY-TEXT")) == 1
    silent = play(reveals=False)
    me = Player(silent)
    me.ask("begin_round")
    for _ in range(3):
        assert me.answer()["answer"] is None
        if me.doc.round is not None:
            me.ask("next_question")
    assert not any(secret in tell_everything(silent, T0) for secret in SECRETS)


def test_letters_and_questions_are_in_a_drawn_order_and_one_round_costs_two_draws() -> None:
    engine = play(chances={"free_per_day": 100})
    me = Player(engine)
    firsts, places = Counter[str](), Counter[str]()
    for _ in range(120):
        me.ask("begin_round")
        firsts[me.asked.id] += 1
        assert me.doc.round is not None
        for one in me.doc.round.questions:
            assert list(one.options) == list(LETTERS[: len(one.options)])
            if one.id == "tea":
                places[one.key[0]] += 1
        me.now += 10 * 60 * SECOND + 1
        if me.now > T0 + 11 * HOUR:
            me.now += DAY // 2
    assert set(firsts) == {"tea", "two", "riddle"}
    assert set(places) == {"a", "b", "c"}
    # a third of 120 each: the drawn ones are fixed by the test's seed, the bounds are those of one in a million
    assert all(15 < count < 70 for count in (*firsts.values(), *places.values()))
    draws = [data["purpose"] for (kind, _), data in engine.members[1].records.items() if kind == "draw"]
    assert Counter(draws) == {"questions": 120, "options": 120}


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["begin", "right", "right", "wrong", "pass", "next", "wait"]),
        st.integers(0, 30),
    ),
    max_size=60,
)


@settings(max_examples=50, deadline=None)
@given(ACTS)
def test_a_score_is_that_of_what_was_answered_rightly_and_in_time_whatever_is_asked(
    acts: list[tuple[str, int]],
) -> None:
    engine = play(chances={"free_per_day": 2, "in_all": 5})
    me, facts = Player(engine), list[dict[str, Any]]()
    for act, seconds in acts:
        me.now += seconds * SECOND * (3_000 if act == "wait" else 1)
        try:
            if act in {"right", "wrong"} and me.shown:
                me.answer(right=act == "right")
            elif act == "pass" and me.shown:
                me.ask("answer_question", question=me.shown["question"])
            elif act in {"begin", "next"}:
                me.ask({"begin": "begin_round", "next": "next_question"}[act])
        except Refused:
            continue
    engine.advance(me.now + HOUR)
    facts = [effect for _, made in engine.decisions for effect in made.effects if isinstance(effect, Emit)]
    answered = [fact.data for fact in facts if fact.type == "quiz.question_answered"]
    assert len({(one["round"], one["number"]) for one in answered}) == len(answered)
    scores = {one["id"]: one.get("score", 10) for one in BANK}
    ended = {fact.data["round"]: fact.data for fact in facts if fact.type == "quiz.round_ended"}
    begun = [fact.data["round"] for fact in facts if fact.type == "quiz.round_begun"]
    assert sorted(ended) == sorted(begun)
    assert len(begun) <= 5
    for name, one in ended.items():
        rights = [said for said in answered if said["round"] == name and said["outcome"] == "right"]
        assert (one["right"], one["score"]) == (len(rights), sum(scores[said["id"]] for said in rights))
    records = engine.members[1].records
    steps = [key for (kind, key) in records if kind == "quiz_step"]
    best = Counter[int]()
    for (kind, _), data in records.items():
        if kind == "quiz_round":
            day = data["t_us"] // DAY
            best[day] = max(best[day], data["score"])
    assert len(steps) == sum((score >= 20) + (score >= 40) for score in best.values())
    assert engine.balance(1) == sum((score >= 20) + 100 * (score >= 40) for score in best.values())
    law = HOOKS.law
    assert callable(law)
    assert list(law(LawCase(engine.state(1), frozenset()))) == []


def test_beginning_many_rounds_to_see_the_bank_pays_nothing() -> None:
    """Every round counts from its beginning, and nothing is learnt of what was not answered."""
    engine = play(chances={"free_per_day": 3})
    me = Player(engine)
    for _ in range(3):
        me.ask("begin_round")
        me.now += 11 * 60 * SECOND
    with pytest.raises(Refused, match="nothing to begin"):
        me.ask("begin_round")
    assert (engine.balance(1), me.doc.best) == (0, 0)


def test_a_round_keeps_its_questions_when_the_program_changes() -> None:
    engine = play()
    me = Player(engine)
    me.ask("begin_round")
    changed = [{"id": "new", "text": "New?", "form": "text", "accepted": ["NEW"]}]
    edited = QUIZ | {"bank": changed, "questions": 1, "seconds": 3, "ladder": [
        {"at": 10, "rewards": [{"kind": "asset", "amount": 7}]}]}  # fmt: skip
    document = {"id": "x", "name": "x", "activities": [edited], "calendar": {"time_zone": "UTC"}}
    engine.program = compile_program(document)
    me.now += 19 * SECOND
    assert me.answer()["outcome"] == "right"
    me.ask("next_question")
    assert me.answer()["ended"] is None
    me.ask("next_question")
    assert me.answer()["ended"] == {"score": 40, "right": 3, "of": 3, "steps": [10]}
    assert engine.balance(1) == 7
    me.ask("begin_round")
    assert (me.shown["text"]["zh"], me.doc.seen) == ("New?", ["new"])


@pytest.mark.parametrize("how", ["removed", "cancelled"])
@pytest.mark.parametrize("paid", ["price", "chance"])
def test_what_a_round_was_paid_with_comes_back_where_it_could_not_be_played(how: str, paid: str) -> None:
    chances = {"free_per_day": 0, "asset": "chance", "price": {"asset": "points", "amount": 30}}
    assets = [
        {"id": "points", "name": "points"},
        {"id": "chance", "name": "chance", "lots": False, "expiry": {"kind": "never"}},
    ]
    engine = build_engine({"assets": assets, "activities": [QUIZ | {"chances": chances}]}, "UTC")
    engine.register(1, T0 - DAY)
    asset = {"price": "points", "chance": "chance"}[paid]
    engine.send("points.earn", 1, "e", T0 - DAY, asset=asset, amount=30)
    me = Player(engine)
    me.ask("begin_round", pay_with=paid)
    assert engine.balance(1, asset) == {"price": 0, "chance": 29}[paid]
    if how == "cancelled":
        engine.cancel("activities.quiz", T0 + SECOND)
        engine.deliver()
    else:
        engine.program = compile_program({"id": "x", "name": "x", "assets": assets, "calendar": {"time_zone": "UTC"}})
    engine.advance(T0 + HOUR)
    assert (engine.balance(1, asset), me.doc.round) == (30, None)
    law = HOOKS.law
    assert callable(law)
    assert list(law(LawCase(engine.state(1), frozenset({"activities.quiz"})))) == []


def test_the_page_says_what_can_be_done_next() -> None:
    engine = play()
    me = Player(engine)
    said = list[tuple[list[str], list[tuple[str, bool]]]]()

    def look() -> Any:
        page = find_page(engine.program, engine.state(1), me.now, "quiz")
        assert page is not None
        blocks = [block.__struct_config__.tag for block in page.blocks]
        said.append(([str(tag) for tag in blocks], [(one.request, one.enabled) for one in page.actions]))
        return page

    look()
    me.ask("begin_round")
    page = look()
    question = page.blocks[1]
    assert (question.number, question.of, question.right, question.given) == (1, 3, None, None)
    assert page.actions[0].sends == {"question": me.shown["question"]}
    me.answer()
    assert look().blocks[1].right is True
    me.now += 11 * 60 * SECOND
    assert look().blocks[0].headline.en == f"Last round: {me.asked.score}, 1 of 3 right"
    assert [one for _, one in said] == [
        [("begin-round", True)], [("answer-question", True)], [("next-question", True)], [("begin-round", True)],
    ]  # fmt: skip
    assert said[1][0] == ["countdown", "question", "progress"]
    assert activity_index(engine.program).by_id["quiz"].behaviour.summary is not None


def test_texts_are_compared_by_what_they_say() -> None:
    assert normalise(" Ｏｏ－Ｌｏｎｇ！ ") == "oolong"
    assert normalise("「茶」") == "茶"
    assert normalise("?!") == "?!"
    assert [find_fault("single", "ab", chosen, written) for chosen, written in (
        (["a"], ""), (["a", "b"], ""), (["c"], ""), ([], "x"), ([], ""))
    ] == [None, "too-many", "unknown", "no-text", None]  # fmt: skip
    assert find_fault("text", "", ["a"], "") == "text"
    assert (OUTCOMES[OPEN], OUTCOMES[RIGHT]) == ("open", "right")


BAD: list[tuple[dict[str, Any], str]] = [
    ({"bank": [BANK[0], BANK[0]]}, "used twice: tea"),
    ({"ladder": [QUIZ["ladder"][0]] * 2}, "used twice: 20"),
    ({"questions": 4}, "fewer questions"),
    ({"bank": [BANK[2] | {"accepted": []}]}, "accepted answers"),
    ({"bank": [BANK[2] | {"accepted": [" "]}]}, "says something"),
    ({"bank": [BANK[0] | {"options": BANK[1]["options"]}]}, "one right option"),
    ({"bank": [BANK[1] | {"options": [{"name": "a"}, {"name": "b"}]}]}, "one right option"),
    ({"bank": [BANK[0] | {"accepted": ["x"]}]}, "no accepted answers"),
    ({"bank": [BANK[0] | {"options": BANK[0]["options"] * 2}]}, "one right option"),
]


@pytest.mark.parametrize(("terms", "said"), BAD)
def test_terms_that_cannot_be_kept_are_refused(terms: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        load_program({"id": "x", "name": "x", "activities": [QUIZ | {"questions": 1} | terms]})
    assert any(said in fault.message for fault in refused.value.faults)


def test_lint_names_steps_that_no_score_reaches_and_what_pays_for_learning_by_heart() -> None:
    ladder = [{"at": at, "rewards": [{"kind": "asset", "amount": 1}]} for at in (20, 30, 41)]
    quiz = QUIZ | {"questions": 2, "ladder": ladder, "every": "round"}
    found = lint_program(load_program({"id": "x", "name": "x", "activities": [quiz]}))
    assert {(one.severity, one.code, one.path) for one in found if one.code.startswith("quiz")} == {
        ("warning", "quiz-step-by-luck", "activities.quiz.ladder.30"),
        ("error", "quiz-step-out-of-reach", "activities.quiz.ladder.41"),
        ("warning", "quiz-pays-repetition", "activities.quiz.every"),
    }
