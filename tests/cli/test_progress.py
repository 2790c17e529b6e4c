"""How far a replay is, where no terminal is: a line for each step and each tenth, and nothing for a machine."""

from __future__ import annotations

from liuke.cli.history import show_progress
from liuke.replay.contracts import Progress


def play(quiet=False):
    with show_progress("en", quiet=quiet) as meter:
        meter.on_step("database")
        meter.on_start(1_000)
        for events in (40, 250, 299, 1_000):
            meter.on_progress(Progress(events=events, orders=events, seconds=1.0))


def test_each_step_and_each_tenth_is_a_line_on_standard_error(capsys):
    play()
    out, err = capsys.readouterr()
    assert (out, err.splitlines()[1:]) == (
        "",
        ["20 % (250/1,000, 250 orders/s)", "100 % (1,000/1,000, 1,000 orders/s)"],
    )


def test_a_machine_is_told_nothing(capsys):
    play(quiet=True)
    assert capsys.readouterr() == ("", "")
