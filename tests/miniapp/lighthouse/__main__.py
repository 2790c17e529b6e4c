"""``python -m tests.miniapp.lighthouse``: measure the five main pages and write the figures into the how-to.

Lighthouse's own mobile settings: a slow phone on 1.6 Mbit/s with 150 ms, simulated. ``--runs 5`` for more runs (the
median counts), ``--print`` to write nothing.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import hatch_build

from tests.api.support import NO_LIMITS, make_environ, prepare, serve
from tests.chromium.installation import install_chromium
from tests.console.browser import FLAGS
from tests.miniapp.support import build
from tests.server import Administrator, join_run, leave_run, make_run_dir, start_shared

HERE = Path(__file__).parent
PAGE = HERE.parents[2] / "docs" / "how-to" / "member-app.md"
BEGIN, END = "<!-- figures: written by python -m tests.miniapp.lighthouse -->", "<!-- end of figures -->"
PAGES = ("home", "card", "points", "coupons", "activities")
WANTED = {"performance": 93, "accessibility": 98}
Figures = dict[str, int]


@contextlib.contextmanager
def open_chromium(folder: str) -> Generator[int]:
    """A browser without a window; the port on which it is spoken to."""
    chromium = install_chromium()
    command = [
        str(chromium.program),
        *FLAGS,
        "--headless=new",
        "--remote-debugging-port=0",
        f"--user-data-dir={folder}",
    ]
    process = subprocess.Popen(
        [*command, "about:blank"], stderr=subprocess.PIPE, text=True, env={**chromium.environ, "HOME": folder}
    )
    assert process.stderr is not None
    try:
        for line in process.stderr:
            if found := re.search(r"DevTools listening on ws://[^:]+:(\d+)/", line):
                yield int(found[1])
                return
        raise SystemExit("the browser did not start")
    finally:
        process.terminate()
        process.wait(30)


def measure(url: str, token: str, runs: int) -> dict[str, Figures]:
    """Page → median of each figure."""
    hatch_build.install_packages(HERE)
    addresses = [f"{url}/m/#/pages/{page}/index?token={token}" for page in PAGES]
    with tempfile.TemporaryDirectory() as folder, open_chromium(folder) as port:
        node = hatch_build.npm_command()[0][0]
        command = [node, str(HERE / "run.mjs"), str(port), str(runs), *addresses]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=HERE)
    if done.returncode:
        raise SystemExit(done.stderr)
    measured: list[list[dict[str, Any]]] = json.loads(done.stdout)
    for page, several in zip(PAGES, measured, strict=True):
        if failed := sorted({name for one in several for name in one.pop("failed")}):
            sys.stderr.write(f"{page}: {', '.join(failed)}\n")
    return {
        page: {name: round(statistics.median(one[name] for one in several)) for name in several[0]}
        for page, several in zip(PAGES, measured, strict=True)
    }


def render(figures: dict[str, Figures], runs: int) -> str:
    """The table of the how-to."""
    lines = [
        BEGIN, "",
        f"Lighthouse 12.2.3, mobile (1.6 Mbit/s, 150 ms and a slow phone, simulated), median of {runs} runs on the "
        "machine that built this page:",
        "", "| page | performance | accessibility | first paint | largest paint | blocked | layout shift |",
        "|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for page, one in figures.items():
        lines.append(
            f"| `pages/{page}/index` | {one['performance']} | {one['accessibility']} | {one['fcp']:,} ms | "
            f"{one['lcp']:,} ms | {one['tbt']:,} ms | {one['cls'] / 1_000:.3f} |"
        )
    return "\n".join([*lines, "", END])


def find_short(figures: dict[str, Figures]) -> list[str]:
    """What is below what is wanted."""
    return [
        f"{page}: {name} {one[name]}, and not {wanted}"
        for page, one in figures.items()
        for name, wanted in WANTED.items()
        if one[name] < wanted
    ]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--print", action="store_true")
    given = parser.parse_args()
    build()
    run_dir = make_run_dir()
    descriptor = join_run(run_dir)
    administrator = Administrator(start_shared(run_dir))
    database = administrator.make_database()
    try:
        with tempfile.TemporaryDirectory() as folder:
            environ = make_environ(database, Path(folder), **NO_LIMITS, LIUKE_LOCALE="zh")
            with serve(environ, prepare(environ)) as shop:
                member = shop.member("measured")
                order = {"order_id": "measured", "amount_cents": 110_000}
                shop.ok("POST", f"/v1/members/{member}/orders", order)
                token = shop.ok("POST", f"/v1/members/{member}/token", {})["token"]
                figures = measure(shop.url, token, given.runs)
    finally:
        administrator.drop_database(database)
        administrator.close()
        leave_run(run_dir, descriptor)
    table = render(figures, given.runs)
    if given.print:
        sys.stdout.write(f"{table}\n")
    else:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        PAGE.write_text(before + table + rest.partition(END)[2], encoding="utf-8")
    short = find_short(figures)
    sys.stderr.write("".join(f"{line}\n" for line in short))
    return 1 if short else 0


if __name__ == "__main__":
    raise SystemExit(main())
