"""Findings by what was checked: a program that has not changed is not checked anew.

Lint is a function of the document, of the evidence and of this release's domains, and of nothing else. What it said is
kept by a hash of all of it, in this process alone: nothing ever has to be told to another process, and merchants with
the same document and the same evidence share an answer that says nothing about whose it was.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import asdict
from threading import Lock

from liuke.decision.domain import Domain, Evidence
from liuke.program.document import canonical_json, hash_program
from liuke.program.findings import Finding
from liuke.program.spec import ProgramBase
from liuke.publishing.lint import lint_program

MOST_FINDINGS = 20_000
"""So many findings are kept, of all programs: some 30 MB."""
MOST_PROGRAMS = 200

Key = tuple[tuple[Domain, ...], bytes]
Lint = Callable[[ProgramBase, Evidence, Sequence[Domain]], Sequence[Finding]]


def _lint(spec: ProgramBase, evidence: Evidence, domains: Sequence[Domain]) -> Sequence[Finding]:
    return lint_program(spec, evidence=evidence, domains=domains)


class Linted:
    """What lint said, the programs asked for last; callers of several threads and event loops may share it.

    Args:
        lint: Works findings out.
        most_findings: So many are kept.
        most_programs: Of so many programs.
    """

    def __init__(
        self, lint: Lint = _lint, *, most_findings: int = MOST_FINDINGS, most_programs: int = MOST_PROGRAMS
    ) -> None:
        self._lint = lint
        self._most = most_findings, most_programs
        self._lock = Lock()
        self._kept: OrderedDict[Key, tuple[Finding, ...]] = OrderedDict()
        self._held = 0
        self._running: dict[Key, Future[tuple[Finding, ...]]] = {}

    @property
    def held(self) -> tuple[int, int]:
        """How many findings of how many programs are kept."""
        with self._lock:
            return self._held, len(self._kept)

    async def find(self, spec: ProgramBase, evidence: Evidence, domains: Sequence[Domain]) -> list[Finding]:
        """Every finding about a program, errors first; computed beside the event loop, once for all who ask meanwhile.

        Args:
            spec: The program.
            evidence: What lint may know of the members.
            domains: From the catalogue.
        """
        key = await asyncio.to_thread(_make_key, spec, evidence, domains)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                return list(kept)
            running = self._running.get(key)
            mine = running is None
            if running is None:
                running = self._running[key] = Future()
        if mine:  # not awaited itself: who asked first may go away while others wait
            asyncio.get_running_loop().run_in_executor(None, self._work, key, spec, evidence, running)
        return list(await asyncio.shield(asyncio.wrap_future(running)))

    def _work(self, key: Key, spec: ProgramBase, evidence: Evidence, done: Future[tuple[Finding, ...]]) -> None:
        try:
            made = tuple(self._lint(spec, evidence, key[0]))
        except BaseException as error:
            with self._lock:
                del self._running[key]
            done.set_exception(error)
            return
        with self._lock:
            del self._running[key]
            self._keep(key, made)
        done.set_result(made)

    def _keep(self, key: Key, made: tuple[Finding, ...]) -> None:
        if len(made) > self._most[0]:
            return
        self._kept[key] = made
        self._held += len(made)
        while self._held > self._most[0] or len(self._kept) > self._most[1]:
            self._held -= len(self._kept.popitem(last=False)[1])


def _make_key(spec: ProgramBase, evidence: Evidence, domains: Sequence[Domain]) -> Key:
    seen = hashlib.sha256(canonical_json(asdict(evidence))).digest()
    return tuple(domains), hash_program(spec) + seen


LINTED = Linted()
"""Of this process."""
