"""Consents given and withdrawn, and what becomes of them when two members are one. Pure but for the turn.

Refusal codes: ``consent-unknown``, ``consent-version-missing``, ``consent-text-changed``, ``consent-reason-missing``,
``consent-not-reported``, ``consent-in-the-future``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from liuke.decision.consents import CONSENTS, Consent, ConsentBook, ConsentPurpose, allows, find_purpose
from liuke.decision.hooks import ExportCase, MergeCase
from liuke.decision.turn import Turn

PATH = "consents"
RECORD = "consent"
"""Kind of the records that are the history."""


def run_set(turn: Turn) -> None:
    """``consent.set``: the member agrees to a purpose, withdraws, or objects."""
    data = turn.data
    terms = find_purpose(turn.program, data["purpose"])
    if terms is None:
        turn.refuse(
            "consent-unknown", f"the program has no purpose {data['purpose']!r}", fix="use an id of section consents"
        )
    said = Consent(data["given"], _read_version(turn, terms), _find_source(turn), data["actor"], _read_time(turn))
    if said.source == "clerk" and not str(data.get("reason") or "").strip():
        turn.refuse("consent-reason-missing", "a consent that is recorded on behalf needs a reason", fix="send reason")
    before = turn.state.read(CONSENTS, ConsentBook).choices.get(terms.id)
    changed = _is_news(said, before)
    if changed:
        _put(turn, terms.id, said)
        turn.record_new(RECORD, str(turn.new_id()), {
            "purpose": terms.id, **msgspec.to_builtins(said), "key": turn.event.key, "event_us": turn.now.t_us,
        })  # fmt: skip
    else:
        turn.skipped(f"{PATH}.{terms.id}", "consent-unchanged")
    now = turn.state.read(CONSENTS, ConsentBook).choices[terms.id]
    turn.result = {
        "purpose": terms.id, "given": now.given, "allowed": allows(turn.program, turn.state, terms.id),
        "changed": changed,
    }  # fmt: skip


def _is_news(said: Consent, before: Consent | None) -> bool:
    """Whether it says something else than before, and not something older."""
    if before is None:
        return True
    if said.t_us < before.t_us:
        return False
    return (said.given, said.version if said.given else 0) != (before.given, before.version if before.given else 0)


def _read_version(turn: Turn, terms: ConsentPurpose) -> int:
    """The version of the text that was agreed to: the current one, but for what is imported."""
    wanted = turn.data.get("version")
    if not turn.data["given"]:
        return terms.version
    if wanted is None:
        if _find_source(turn) == "member":
            turn.refuse(
                "consent-version-missing", "it does not say which text the member was shown", fix="send version",
                version=terms.version,
            )  # fmt: skip
        return terms.version
    if wanted > terms.version or (wanted < terms.version and _find_source(turn) != "import"):
        turn.refuse(
            "consent-text-changed", f"the text is version {terms.version}, and not {wanted}",
            fix="show the text again", version=terms.version,
        )  # fmt: skip
    return wanted


def _find_source(turn: Turn) -> str:
    kind = str(turn.data["actor"]).partition(":")[0]
    if kind == "key":
        return turn.data.get("source") or "api"
    return "member" if kind == "member" else "clerk"


def _read_time(turn: Turn) -> int:
    t_us = turn.data.get("agreed_us")
    if t_us is None:
        return turn.ctx.now_us
    if _find_source(turn) not in {"api", "import"}:
        turn.refuse("consent-not-reported", "only a key reports when a member agreed", fix="leave agreed_us out")
    if t_us > turn.ctx.now_us:
        turn.refuse("consent-in-the-future", "the member cannot have agreed in the future")
    return t_us


def _put(turn: Turn, purpose: str, said: Consent | None) -> None:
    """Let this hold from now on (``None``: they never said anything), and state whether it is given or withdrawn."""
    choices = turn.state.edit(CONSENTS, ConsentBook).choices
    if said is None:
        choices.pop(purpose, None)
    else:
        choices[purpose] = said
    given = said.given if said is not None else allows(turn.program, turn.state, purpose)
    turn.applied(f"{PATH}.{purpose}", "consent-given" if given else "consent-withdrawn")
    turn.emit(
        "consent.given" if given else "consent.withdrawn",
        {"purpose": purpose, "version": said.version if said is not None else 0,
         "source": said.source if said is not None else "merge"},
    )  # fmt: skip


# -- two who are one --------------------------------------------------------------------------------------------------
def join(case: MergeCase) -> None:
    """The later word of the two counts; said at the same instant, the withdrawal."""
    mine = case.into.state.read(CONSENTS, ConsentBook).choices
    for purpose, said in sorted(case.other.state.read(CONSENTS, ConsentBook).choices.items()):
        known = mine.get(purpose)
        if known is not None and (known.t_us, not known.given) >= (said.t_us, not said.given):
            continue
        kept = case.kept.setdefault("consents", {})
        kept[purpose] = [msgspec.to_builtins(known), msgspec.to_builtins(said)]
        _put(case.into, purpose, said)


def split(case: MergeCase) -> None:
    """What came over goes back, unless the member has said something since."""
    for purpose, (before, came) in sorted(case.kept.get("consents", {}).items()):
        now = case.into.state.read(CONSENTS, ConsentBook).choices.get(purpose)
        if now == msgspec.convert(came, Consent):
            _put(case.into, purpose, msgspec.convert(before, Consent | None))


# -- forgetting, handing out ------------------------------------------------------------------------------------------
def erase(turn: Turn) -> None:
    """Nothing of it is kept in the state; the history says of a number alone what was agreed to and when."""
    if turn.state.read(CONSENTS, ConsentBook).choices:
        turn.state.edit(CONSENTS, ConsentBook).choices = {}


def export(case: ExportCase) -> Mapping[str, Any]:
    """What was agreed to, which text, when and how."""
    choices = case.state.read(CONSENTS, ConsentBook).choices
    if not choices:
        return {}
    return {
        "consents": [
            {
                "purpose": case.name_of(f"{PATH}.{purpose}"), "given": said.given, "version": said.version,
                "source": said.source, "time": case.render_time(said.t_us),
            }
            for purpose, said in sorted(choices.items())
        ]
    }  # fmt: skip
