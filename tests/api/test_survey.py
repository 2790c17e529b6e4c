"""Surveys and quizzes over HTTP: answers, scores, what was written and is gone with its writer, what nobody learns."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.api.support import Served

QUESTIONS: list[dict[str, Any]] = [
    {"id": "n", "text": {"zh": "推荐吗", "en": "Recommend?"}, "form": "nps"},
    {"id": "t", "text": {"zh": "说说", "en": "Why?"}, "form": "text", "required": False},
]
NAMED = {"kind": "survey", "id": "named", "name": "Named", "questions": QUESTIONS}
QUIZ: dict[str, Any] = {
    "kind": "quiz", "id": "quiz", "name": "Quiz", "questions": 2, "bank": [
        {"id": one, "text": f"Riddle {one}", "form": "text", "accepted": [f"KEY-{one}"], "explanation": f"WHY-{one}"}
        for one in ("a", "b")
    ],
}  # fmt: skip
UNNAMED = {**NAMED, "id": "unnamed", "name": "Unnamed", "anonymous": True}


@pytest.fixture(scope="module")
def members(shop: Served) -> list[str]:
    """Five members of a shop with two surveys."""
    spec: dict[str, Any] = shop.ok("GET", "/v1/program")["spec"]
    changed = {**spec, "activities": [*spec["activities"], NAMED, UNNAMED, QUIZ]}
    version = shop.ok("POST", "/v1/program/publish", {"spec": changed, "accept_warnings": True})["version"]
    shop.wait_for_version(version)
    return [shop.member(f"asked_{n}") for n in range(5)]


def test_what_members_said_under_their_names(shop: Served, members: list[str]) -> None:
    for number, member in enumerate(members[:3]):
        body = {"answers": {"n": [str(10 - number)]}, "written": {"t": f"因为 {number}"}}
        path = f"/v1/members/{member}/activities/named/answer"
        token = shop.ok("POST", f"/v1/members/{member}/token", {})["token"]
        answered = shop.ok("POST", path.replace(f"/{member}/", "/me/"), body, key=token, **{"Idempotency-Key": "once"})
        assert answered["result"] == {"activity": "named", "again_us": None}
        refused = shop.problem(409, "POST", path, body)
        assert refused["reason"] == "survey-answered-already"
    missing = shop.problem(409, "POST", f"/v1/members/{members[3]}/activities/named/answer", {})
    assert (missing["reason"], missing["wrong"]) == ("survey-answers", [{"question": "n", "why": "missing"}])
    found = shop.ok("GET", "/v1/activities/named/survey")
    assert (found["taken"], found["period"], found["hidden"]) == (3, None, False)
    assert found["questions"][0]["nps"] == {
        "promoters": 2, "passives": 1, "detractors": 0, "score_bps": 6667, "low_bps": -2165, "high_bps": 8832,
    }  # fmt: skip
    assert found["questions"][0]["mean_hundredths"] == 900
    stored = shop.rows("SELECT data::text FROM event WHERE type = 'survey.answer'")
    assert len(stored) == 3
    assert all("因为" not in row[0] for row in stored)
    page = shop.ok("GET", "/v1/activities/named/survey/texts?question=t&limit=2")
    rest = shop.ok("GET", f"/v1/activities/named/survey/texts?question=t&limit=2&cursor={page['next_cursor']}")
    said = [(one["member_id"], one["text"]) for one in (*page["items"], *rest["items"])]
    assert sorted(said) == sorted((member, f"因为 {n}") for n, member in enumerate(members[:3]))
    shop.ok("POST", f"/v1/members/{members[0]}/erase", {"reason": "asked"})
    left = shop.ok("GET", "/v1/activities/named/survey/texts?question=t")["items"]
    assert sorted(one["text"] for one in left) == ["因为 1", "因为 2"]
    assert shop.ok("GET", "/v1/activities/named/survey")["taken"] == 3
    assert shop.problem(422, "GET", "/v1/activities/named/survey/texts?question=n")["code"] == "invalid-input"
    assert shop.problem(404, "GET", "/v1/activities/nothing/survey")["code"] == "not-found"


def test_what_nobody_signed_is_shown_from_five_on(shop: Served, members: list[str]) -> None:
    everybody = [*members[1:], shop.member("asked_5")]
    for number, member in enumerate(everybody):
        found = shop.ok("GET", "/v1/activities/unnamed/survey")
        assert (found["taken"], found["hidden"], found["questions"]) == (number, True, [])
        assert shop.ok("GET", "/v1/activities/unnamed/survey/texts?question=t")["items"] == []
        body = {"answers": {"n": ["9"]}, "written": {"t": f"unsigned {9 - number}"}}
        shop.ok("POST", f"/v1/members/{member}/activities/unnamed/answer-anonymously", body)
    found = shop.ok("GET", "/v1/activities/unnamed/survey")
    assert (found["hidden"], found["questions"][0]["nps"]["score_bps"]) == (False, 10_000)
    texts = shop.ok("GET", "/v1/activities/unnamed/survey/texts?question=t")["items"]
    assert [one["text"] for one in texts] == [f"unsigned {n}" for n in range(5, 10)]
    assert {(one["member_id"], one["shown"], one["t_us"]) for one in texts} == {(None, "", None)}
    assert shop.rows("SELECT DISTINCT data::text FROM event WHERE type = 'survey.answer_anonymously'") == [
        ('{"activity":"unnamed"}',)
    ]
    done = subprocess.run(
        [sys.executable, "-m", "liuke.cli.main", "survey", "unnamed", "--json"], env=shop.environ, check=True,
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert json.loads(done.stdout)["taken"] == 5


def test_of_a_quiz_nobody_is_told_the_key_but_who_answered(shop: Served, members: list[str]) -> None:
    member = members[4]
    token = shop.ok("POST", f"/v1/members/{member}/token", {})["token"]
    path = f"/v1/members/{member}/activities/quiz"
    begun = shop.ok("POST", f"{path}/begin-round", {}, **{"Idempotency-Key": "begin"})
    first = begun["result"]["question"]
    wrong = shop.problem(409, "POST", f"{path}/answer-question", {"question": "1-1", "written": "x"})
    said = [begun, wrong, *(
        shop.ok("GET", f"/v1/members/{member}{one}")
        for one in ("/activities/quiz", "/activities/quiz/page", "/centre", "/rules", "/operations", "/export")
    )]  # fmt: skip
    said += [shop.ok("GET", f"/v1/members/me{one}", key=token) for one in ("/activities/quiz", "/centre", "/rules")]
    passed = shop.ok("POST", f"{path}/answer-question", {"question": first["question"]})
    said += [passed, shop.rows("SELECT o::text FROM outbox o")]
    assert passed["result"]["outcome"] == "passed"
    assert not any(secret in json.dumps(said) for secret in ("KEY-", "WHY-"))
    following = shop.ok("POST", f"{path}/next-question", {})["result"]["question"]
    here = following["text"]["zh"][-1]
    done = shop.ok("POST", f"{path}/answer-question", {"question": following["question"], "written": f"key {here}"})
    assert (done["result"]["outcome"], done["result"]["answer"]["en"]) == ("right", f"KEY-{here}")
    assert done["result"]["ended"] == {"score": 10, "right": 1, "of": 2, "steps": []}
    sealed = shop.rows("SELECT data::text FROM event WHERE type = 'quiz.answer_question'")
    assert not any("key" in row[0] for row in sealed)
    found = shop.ok("GET", "/v1/activities/quiz/quiz")
    counted = {one["id"]: (one["asked"], one["right"], one["passed"], one["right_bps"]) for one in found["questions"]}
    assert found["scores"] == [{"score": 10, "rounds": 1}]
    assert counted == {here: (1, 1, 0, 10_000), {"a": "b", "b": "a"}[here]: (1, 0, 1, 0)}
    assert shop.problem(404, "GET", "/v1/activities/named/quiz")["code"] == "not-found"
