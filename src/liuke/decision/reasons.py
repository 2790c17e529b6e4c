"""The waterfall of a decision: each rule that matched, each that did not, and why."""

from __future__ import annotations

from typing import Any

import msgspec


class Reason(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One line of the waterfall.

    Args:
        path: The rule's place in the program (``earning.spend``, ``activities.check_in``).
        code: What was found: ``earned``, ``capped``, ``condition``, ``not-this-tier`` … Each code has a wording in
            ``liuke.decision.wording``.
        applied: Whether the rule had an effect.
        params: Figures for the wording.
    """

    path: str
    code: str
    applied: bool
    params: dict[str, Any] = {}


class Prompt(msgspec.Struct, frozen=True, gc=False):
    """Something within the member's reach, for "spend 50 yuan more for silver".

    Args:
        kind: ``tier``, ``task``, ``check_in``, ``coupon``, ``mall`` …
        path: Place in the program.
        missing: How much is missing, in ``unit``.
        unit: ``cents``, ``points``, ``days``, ``times`` …
        progress_bps: How far the member is, 0–10 000.
        code: Wording.
        params: Figures and names for the wording.
    """

    kind: str
    path: str
    missing: int
    unit: str
    progress_bps: int
    code: str
    params: dict[str, Any] = {}
