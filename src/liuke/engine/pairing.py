"""Two members of one transaction: found to be one, or to be two after all. Both are locked, in the order of numbers.

Each has a turn and an operation of its own; ``decision.hooks`` asks every domain. See ADR 37.
"""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.decision.reasons import Reason
from liuke.decision.state import Missing
from liuke.engine.batch import Batch, Chain
from liuke.engine.decide import Decision, TimerFailed
from liuke.engine.load_store import load_members
from liuke.engine.pairs import MergesTestMember, Pair, ValueSpent, decide_pair
from liuke.engine.rows import build_state, render_answer
from liuke.engine.submissions import MemberMerged, submission
from liuke.kernel.errors import NotFound

__all__ = ["MergesTestMember", "Pair", "PairBatch", "Paired", "ValueSpent"]

MAX_PARTS = 10_000
"""Parts of the state that the decisions on two members may ask for."""


class Paired(msgspec.Struct):
    """What came of it.

    Args:
        into: Decision on who stays.
        other: Decision on who goes.
        kept: What each domain noted.
        into_op_n: Number of the operation of who stays.
        other_op_n: Number of the operation of who goes.
        t_us: Engine time.
        answer_json: Answer of who stays, as recorded.
    """

    into: Decision
    other: Decision
    kept: dict[str, dict[str, Any]]
    into_op_n: int
    other_op_n: int
    t_us: int
    answer_json: bytes

    @property
    def reasons(self) -> list[Reason]:
        """The waterfall of who stays."""
        return self.into.reasons


class PairBatch(Batch):
    """Decides about two members inside one transaction; see :class:`Batch` for the arguments."""

    async def run_pair(self, pair: Pair, *, keep: bool = True) -> Paired:
        """Make one of two, or two of one.

        Args:
            pair: Whom.
            keep: Whether it is written down; otherwise the transaction is to be rolled back.

        Raises:
            NotFound: one of them does not exist.
            MemberMerged: one of them has gone into another meanwhile.
            MergesTestMember: one of them is a test member.
            ValueSpent: they cannot be two again.
            Refused: a domain cannot do it.
        """
        chains = await self._load_pair(pair)
        for _ in range(MAX_PARTS):
            before = dict(self.stock), dict(self.codes), dict(self.shared)
            try:
                paired = self._decide_pair(pair, chains)
            except Missing as missing:
                self.put_back(*before)
                await self.load({missing.need})
                continue
            except TimerFailed as failed:
                self.put_back(*before)
                chains[failed.member_id].put_off[failed.name] = str(failed.__cause__)
                continue
            if keep:
                await self.apply(list(chains.values()))
            return paired
        raise AssertionError(f"merging {pair.other} into {pair.into} asks for more and more of the state")

    async def _load_pair(self, pair: Pair) -> dict[int, Chain]:
        members = sorted((pair.into, pair.other))
        loaded, self.recorded_us = await load_members(self.connection, self.tenant_id, members, [])
        for member_id in (pair.into, pair.other):
            if member_id not in loaded or member_id < 0:
                raise NotFound(f"there is no member {member_id}", fix="register the member first")
        into, other = loaded[pair.into], loaded[pair.other]
        if into.merged > 0:
            raise MemberMerged(pair.into, into.merged)
        if pair.kept is None and other.merged > 0:
            raise MemberMerged(pair.other, other.merged)
        if into.test is not other.test:
            raise MergesTestMember(f"only one of {pair.into} and {pair.other} is a test member")
        self.clock_us = self.clock() if self.clock else self.recorded_us
        self.extra.others = {member_id: one.others for member_id, one in loaded.items() if one.others}
        box = into.get_box(self.personal, pair.into)
        if self.personal.is_ready:
            box.ensure_key()
        return {member_id: Chain(member_id, loaded[member_id], []) for member_id in members}

    def _decide_pair(self, pair: Pair, chains: dict[int, Chain]) -> Paired:
        both = [chains[pair.into], chains[pair.other]]
        states = [build_state(one.member_id, one.loaded, self.extra, self.personal) for one in both]
        now_us = max(self.clock_us, *(state.now_us for state in states))
        for chain, state in zip(both, states, strict=True):
            chain.state, chain.decisions = state, []
            if state.due_us <= now_us:
                self.catch_up(chain, state, now_us)
        numbers = [one.loaded.ops + len(one.decisions) + 1 for one in both]
        made = decide_pair(
            self.programs, pair, (states[0], states[1]), self.make_context, now_us=now_us, other_op_n=numbers[1]
        )
        answers = [render_answer(made.into, states[0]), render_answer(made.other, states[1])]
        for chain, decision, event, answer in zip(both, (made.into, made.other), made.events, answers, strict=True):
            chain.decisions.append((decision, submission(event), answer))
        return Paired(made.into, made.other, made.kept, numbers[0], numbers[1], now_us, answers[0])
