"""Findings are worked out once for what was checked: by document, evidence and domains, within a bound."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest

from liuke.bootstrap import read_program_file
from liuke.decision.domain import Domain, Evidence
from liuke.features import DOMAINS, lint_program, load_program
from liuke.kernel.text import text
from liuke.program.document import Document
from liuke.program.findings import Finding
from liuke.program.spec import ProgramBase
from liuke.publishing.linted import Linted
from liuke.publishing.sources import load_source
from tests.world import program


def make_spec(name: str = "a") -> ProgramBase:
    return load_program(program(id=name))


class Counted:
    """Lint that says as many things as it is told to, and counts how often it was asked."""

    def __init__(self, says: int = 1) -> None:
        self.says, self.asked = says, list[str]()
        self.begun, self.gate = threading.Event(), threading.Event()
        self.gate.set()

    def __call__(self, spec: ProgramBase, evidence: Evidence, domains: Sequence[Domain]) -> list[Finding]:
        del evidence, domains
        self.asked.append(spec.id)
        self.begun.set()
        assert self.gate.wait(30)
        return [Finding(f"{spec.id}.{n}", "x", "warning", text("甲", "a"), text("乙", "b")) for n in range(self.says)]


def ask(linted: Linted, *names: str, evidence: Evidence | None = None) -> list[list[str]]:
    async def find_all() -> list[list[str]]:
        known = evidence or Evidence(today=9)
        return [[one.path for one in await linted.find(make_spec(name), known, DOMAINS)] for name in names]

    return asyncio.run(find_all())


def test_the_same_document_is_checked_once_and_another_anew() -> None:
    lint = Counted()
    assert ask(Linted(lint), "a", "b", "a", "b") == [["a.0"], ["b.0"], ["a.0"], ["b.0"]]
    assert lint.asked == ["a", "b"]


def test_what_members_show_is_part_of_what_was_checked() -> None:
    lint = Counted()
    linted, known = Linted(lint), Evidence(40, {"points": [1] * 99}, {"gold": 5}, 9, 30, {"m": "ready"})
    others = [
        known, replace(known, members=41), replace(known, quantiles={"points": [2] * 99}),
        replace(known, tier_shares_bps={"gold": 6}), replace(known, today=10), replace(known, days=31),
        replace(known, media={"m": "failed"}), replace(known, media=None), known,
    ]  # fmt: skip
    for one in others:
        ask(linted, "a", evidence=one)
    assert len(lint.asked) == len(others) - 1


def test_other_domains_say_other_things() -> None:
    lint = Counted()
    linted = Linted(lint)

    async def find_twice() -> None:
        for domains in (DOMAINS, DOMAINS[:-1], DOMAINS):
            await linted.find(make_spec(), Evidence(), domains)

    asyncio.run(find_twice())
    assert len(lint.asked) == 2


def test_no_more_is_kept_than_said_and_the_longest_unasked_goes_first() -> None:
    lint = Counted(says=3)
    linted = Linted(lint, most_findings=7, most_programs=9)
    ask(linted, "a", "b", "a", "c")
    assert linted.held == (6, 2)
    ask(linted, "a", "c", "b")
    assert lint.asked == ["a", "b", "c", "b"]
    lint.says = 8
    assert [len(found) for found in ask(linted, "d", "d")] == [8, 8]
    assert lint.asked[4:] == ["d", "d"]
    assert linted.held == (6, 2)
    few = Linted(Counted(says=0), most_programs=2)
    ask(few, "a", "b", "c")
    assert few.held == (0, 2)


def test_who_asks_meanwhile_waits_for_the_same_work_though_the_first_goes_away() -> None:
    lint = Counted()
    linted = Linted(lint)
    lint.gate.clear()

    async def ask_twice() -> list[Finding]:
        first, second = (asyncio.ensure_future(linted.find(make_spec(), Evidence(), DOMAINS)) for _ in range(2))
        assert await asyncio.to_thread(lint.begun.wait, 30)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        lint.gate.set()
        return await second

    assert [one.path for one in asyncio.run(ask_twice())] == ["a.0"]
    assert (lint.asked, linted.held) == (["a"], (1, 1))


def test_what_fails_is_raised_to_all_and_not_kept() -> None:
    failing = [True]

    def lint(spec: ProgramBase, evidence: Evidence, domains: Sequence[Domain]) -> list[Finding]:
        if failing:
            raise MemoryError
        return lint_program(spec, evidence=evidence, domains=domains)

    linted = Linted(lint)
    with pytest.raises(MemoryError):
        ask(linted, "a")
    failing.clear()
    assert ask(linted, "a") == [[one.path for one in lint_program(make_spec(), evidence=Evidence(today=9))]]


def test_an_answer_that_somebody_changes_is_his_own() -> None:
    linted = Linted(Counted())

    async def find_again() -> int:
        (await linted.find(make_spec(), Evidence(), DOMAINS)).clear()
        return len(await linted.find(make_spec(), Evidence(), DOMAINS))

    assert asyncio.run(find_again()) == 1


async def test_a_document_is_read_once_and_a_changed_one_anew() -> None:
    data = read_program_file("grocery").data
    first = await load_source(Document(dict(data)), DOMAINS)
    assert await load_source(Document(dict(reversed(data.items()))), DOMAINS) is first
    other = await load_source(Document(data | {"name": "别的"}), DOMAINS)
    assert (first.name.zh, other.name.zh) == (load_program(data).name.zh, "别的")
