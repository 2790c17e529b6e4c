"""``python -m bench [NAME …] [--quick] [--json] [--write]``: see ``liuke bench --help``."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import platform
import sys
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

import uvloop

from bench import (
    boards,
    budget,
    decide,
    delivery,
    festival,
    herd,
    http,
    http_scale,
    invites,
    ledger,
    peers,
    picks,
    play,
    quote,
    replay,
    rings,
    seats,
)
from bench.harness import ROOT, Result, progress, start_server, stop_server

SUITES: dict[str, Callable[..., Awaitable[list[Result]]]] = {
    "ledger": ledger.run,
    "herd": herd.run,
    "seats": seats.run,
    "play": play.run,
    "festival": festival.run,
    "budget": budget.run,
    "delivery": delivery.run,
    "boards": boards.run,
    "invites": invites.run,
    "http": http.run,
    "scale": http_scale.run,
    "peers": peers.run,
    "decide": decide.run,
    "quote": quote.run,
    "replay": replay.run,
    "rings": rings.run,
    "picks": picks.run,
}


_MARK = "<!-- result "


def render(results: list[Result]) -> str:
    """The results as Markdown."""
    lines = list[str]()
    for result in results:
        lines += [
            f"{_MARK}{result.name} -->",
            "",
            f"### {result.question}",
            "",
            "| | per second | ratio | target | |",
            "|---|---:|---:|---:|---|",
        ]
        for row in result.rows:
            target = f"≥ {row.target:g}" if row.target else ""
            verdict = {True: "met", False: "**not met**", None: ""}[row.met]
            note = " · ".join(part for part in (verdict, row.note) if part)
            lines.append(f"| {row.what} | {row.rate:,.0f} | {row.ratio:.2f} | {target} | {note} |")
        lines.append("")
    return "\n".join(lines)


async def run(names: list[str], *, quick: bool, write: bool = False) -> tuple[list[Result], list[str]]:
    """Run the named suites on one server: the results, and the names of those that failed.

    What was measured is kept, and written where that was asked for, whatever becomes of the next one.
    """
    info = start_server()
    results, failed = list[Result](), list[str]()
    for name in names:
        progress(f"{name} …")
        try:
            found = await SUITES[name](info, quick=quick)
        except Exception:
            traceback.print_exc()
            failed.append(name)
            continue
        results += found
        if write:
            write_page(found)
    return results, failed


def main() -> int:
    """Parse the command line, run, print."""
    parser = argparse.ArgumentParser(prog="bench", description="Benchmarks as ratios within one run.")
    parser.add_argument("names", nargs="*", help=f"which: {', '.join(SUITES)} (all by default)")
    parser.add_argument("--quick", action="store_true", help="smaller loads; for trying out, not for quoting")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    parser.add_argument("--write", action="store_true", help="also write docs/benchmarks.md")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in SUITES]
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)} (there are {', '.join(SUITES)})")
    gc.set_threshold(100_000, 50, 1_000)
    try:
        found = run(options.names or list(SUITES), quick=options.quick, write=options.write)
        results, failed = uvloop.run(found)
    finally:
        stop_server()
    if options.json:
        data: list[dict[str, Any]] = [asdict(result) for result in results]
        sys.stdout.write(json.dumps({"results": data}, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(render(results) + "\n")
    for name in failed:
        progress(f"{name} FAILED")
    return 1 if failed else 0


def write_page(results: list[Result]) -> None:
    """Put the results where readers look for them; those that were not measured this time stay as they are."""
    page = ROOT / "docs" / "benchmarks.md"
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    head = (ROOT / "docs" / "benchmarks.head.md").read_text(encoding="utf-8")
    sections = split_sections(page.read_text(encoding="utf-8")) if page.exists() else {}
    sections |= split_sections(render(results))
    page.write_text(f"{head}\nMachine of these figures: {machine}.\n\n{''.join(sections.values())}", encoding="utf-8")


def split_sections(text: str) -> dict[str, str]:
    """Name of a result → its part of the page, in order."""
    _, *parts = text.split(_MARK)
    return {part.partition(" ")[0]: f"{_MARK}{part.rstrip()}\n\n" for part in parts}


if __name__ == "__main__":
    asyncio.set_event_loop_policy(None)
    raise SystemExit(main())
