"""Processes that work through events, of which some are killed in mid-work; see :mod:`tests.crash.teams`."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import msgspec

from tests.crash.test_shared import read_answers
from tests.merchant import ROOT


def work_under_kills(environ: Mapping[str, str], tenant: int, jobs: Path, answers: Path, *, each: int) -> None:
    """Work through the jobs by three processes, one after the other; the first two are killed.

    Args:
        environ: Of the processes.
        tenant: Whose events.
        jobs: The events.
        answers: Where answers are noted.
        each: A process is killed once it has given so many, or there is nothing left to answer. One that is done by
            then waits for it, so that none is ever missed, however fast it is.
    """
    whole = len(msgspec.json.decode(jobs.read_bytes()))
    for kills in (True, True, False):
        arguments = [sys.executable, "-m", "tests.crash.teams", str(tenant), str(jobs), str(answers)]
        wanted = min(len(read_answers(answers)) + each, whole)
        stay = {"LIUKE_TEST_STAY": "yes"} if kills else {}
        process = subprocess.Popen(arguments, cwd=ROOT, env={**environ, **stay})
        while kills and process.poll() is None and len(read_answers(answers)) < wanted:
            time.sleep(0.005)
        if kills:
            process.send_signal(signal.SIGKILL)
        assert process.wait(timeout=120) == (-signal.SIGKILL if kills else 0)
