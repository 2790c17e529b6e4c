"""Answers that an earlier release recorded."""

from __future__ import annotations

from liuke.engine.rows import read_answer


def test_an_answer_of_the_first_release_is_read_by_todays_names() -> None:
    stored = '{"gains":[],"near":[{"kind":"mall","missing":50}],"result":{},"tier":"basic","balances":{}}'
    assert read_answer(stored) == (
        b'{"gains":[],"prompts":[{"kind":"mall","missing":50}],"result":{},"tier":"basic","balances":{}}'
    )


def test_an_answer_of_today_is_left_as_it_is() -> None:
    stored = '{"gains":[{"params":{"near":1}}],"prompts":[],"result":{"near":2}}'
    assert read_answer(stored) == stored.encode()
