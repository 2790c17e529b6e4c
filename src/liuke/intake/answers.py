"""From an event to its answer: the engine's recorded answer, put into its envelope without taking it apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from liuke.decision.domain import CompiledProgram
from liuke.decision.event import Event
from liuke.decision.messages import Interruption
from liuke.decision.reasons import Prompt, Reason
from liuke.decision.turn import Gain
from liuke.engine.decide import Outcome
from liuke.http.contracts import Call, RawJson
from liuke.http.days import show_days
from liuke.http.services import Services
from liuke.kernel.text import Locale
from liuke.publishing.wording import NamedEntry, Texts, name_entries, render_texts

_encode = msgspec.json.Encoder().encode
Named = Mapping[str, Callable[[Mapping[str, Any]], tuple[str, str, dict[str, Any]]]]


class EventAnswer(msgspec.Struct):
    """What an event came to.

    Args:
        member_id: Whose.
        replayed: Whether this key was answered before; the answer is then the one of that time.
        gains: What the member received.
        prompts: What is within reach now; at most three.
        result: What a request asked for.
        tier: After it.
        balances: Asset → available less debt, after it.
        interruption: The one message that is shown at once, whatever the member is doing; null: none. Of several the
            first in the order upgrade, prize, expiring, campaign.
        texts: All of these in words; left out with ``?texts=false``.
    """

    member_id: str
    replayed: bool
    gains: list[Gain]
    prompts: list[Prompt]
    result: dict[str, Any]
    tier: str
    balances: dict[str, int]
    interruption: Interruption | None = None
    texts: Texts | msgspec.UnsetType = msgspec.UNSET


class _Told(msgspec.Struct):
    gains: list[Gain] = []
    prompts: list[Prompt] = []
    interruption: Interruption | None = None


_NO_TEXTS = b',"texts":{"gains":[],"prompts":[],"interruption":""}}'
_decode_told = msgspec.json.Decoder(_Told).decode


async def submit(services: Services, event: Event) -> Outcome:
    """Take an event; returns after COMMIT.

    Raises:
        LiukeError: it was not taken, and why.
    """
    outcome = await services.engine.submit(event)
    if outcome.error is not None:
        raise outcome.error
    return outcome


def render_answer(
    services: Services,
    member_id: int,
    outcome: Outcome,
    locale: Locale,
    *,
    texts: bool = True,
    days: Sequence[str] = (),
    named: Named | None = None,
) -> bytes:
    """The answer as JSON.

    Args:
        services: Of the tenant.
        member_id: Whose; of who went into another one the answer names that one.
        outcome: Without an error.
        locale: Of the texts.
        texts: Whether to put gains and prompts into words.
        days: Fields of the result that are day numbers, to be shown as dates.
        named: Lists of the result that are put into words, too (:class:`liuke.events.request.Request`).
    """
    recorded = outcome.answer_json
    if days:
        recorded = _show_days(recorded, days)
    head = b'{"member_id":"%d","replayed":%s,' % (outcome.left or member_id, b"true" if outcome.replayed else b"false")
    if not texts:
        return b"".join((head, recorded[1:]))
    told = outcome.decision or _decode_told(recorded)
    if not told.gains and not told.prompts and told.interruption is None and not named:
        return b"".join((head, recorded[1:-1], _NO_TEXTS))
    words = render_texts(services.program, told.gains, told.prompts, locale, told.interruption)
    if named:
        words.result = _name_result(services.program, recorded, named, locale)
    return b"".join((head, recorded[1:-1], b',"texts":', _encode(words), b"}"))


def _name_result(
    program: CompiledProgram, recorded: bytes, named: Named, locale: Locale
) -> dict[str, list[NamedEntry]]:
    result: dict[str, Any] = msgspec.json.decode(recorded)["result"]
    found = dict[str, list[NamedEntry]]()
    for path, read in named.items():
        whole, _, name = path.rpartition(".")
        entries = (result[whole] if whole else result)[name]
        rows = [read(entry) for entry in entries]
        found[name] = name_entries(program, [Reason(at, code, True, params) for at, code, params in rows], locale)
    return found


def _show_days(recorded: bytes, days: Sequence[str]) -> bytes:
    answer: dict[str, Any] = msgspec.json.decode(recorded)
    return _encode({**answer, "result": show_days(answer["result"], days)})


def answer_call(
    call: Call,
    member_id: int,
    outcome: Outcome,
    *,
    texts: bool = True,
    days: Sequence[str] = (),
    named: Named | None = None,
) -> RawJson:
    """The answer to a call; says in a header when it was given before."""
    if outcome.replayed:
        call.answer_headers.append((b"idempotent-replayed", b"true"))
    return RawJson(render_answer(call.services, member_id, outcome, call.locale, texts=texts, days=days, named=named))
