"""Runs golden cases: a program fragment, events at local times, and exactly what must (and must not) follow.

A case is a YAML file (or one of several documents in it)::

    name: one yuan earns one point
    program: {earning: [...]}          # `id` and `name` are added; `same`: that of the case above in the file;
                                       # a template's name stands for that template as it ships
    schema: 1                          # optional; the version of the schema that the program is written in
    zone: Asia/Shanghai                # calendar.time_zone; also how `at` is read
    registered: "2026-01-01 09:00"     # optional; the time at which members come to be
    profile: {birthday: "03-08"}       # optional
    test_members: [2]                  # optional; which of the members are test members
    published: "2026-01-01 09:00"      # optional; when activities that are subjects hear of the program
    stock: {mug: 3}                    # optional; and `codes: {CODE: {...}}`
    steps:
      - at: "2026-03-01 10:00"
        send: order.paid
        data: {order_id: A1, amount_cents: 9550}  # "$code" stands for `code` of the result before
        member: 1                      # optional; also `key`, and `risk: {score, reasons}` as a scorer finds it
        expect: {...}
      - advance_to: "2027-03-02 00:00"
        expect: {...}
      - deliver: 2                     # what was sent to others happens, and this is how many events it was
      - {at: "2026-03-02 10:00", send: raffle.report, activity: wheel, data: {...}}   # to the activity itself
      - {at: "2026-03-02 10:00", send: leaderboard.settled, arrives: true, data: {...}}   # a delivery to the member
      - {at: "2026-03-02 10:00", merge: [1, 2]}    # the second goes into the first; `split: [1, 2]` undoes it

``expect`` may hold: ``balance``/``pending``/``debt`` (asset → amount), ``tier``, ``gains`` (exact list of
``[kind, amount]``), ``facts`` (types that were stated at least so often as they are listed), ``only_facts`` (exact, in
order), ``no_facts``, ``fact_data`` (type → the fields its last fact must have), ``refused`` (code), ``invalid`` (fault
codes),
``spent`` (what a split is refused for, in order),
``state`` (dotted path into ``{slots: {...}, orders, labels, timers, records, ...}`` → value; ``null``: absent),
``coupons`` (``batch/status`` → number), ``entitlements`` (benefit → ``{quota, used, carried}`` or number of them),
``messages`` (templates), ``no_messages``, ``interruption`` (template; ``null``: none),
``reasons`` (``[path, code]`` that must be there), ``no_reasons``, ``near``
(codes), ``near_zh`` and ``near_en`` (words that must be there), ``result`` (fields),
``delivered`` (types), ``shared`` (``kind/key`` → the fields that the document must have; ``null``: nobody made it),
``effects`` (number of effects).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import yaml

from liuke.bootstrap import read_program_file
from liuke.decision.effects import Deliver, Emit, Message
from liuke.decision.risk import RiskScore
from liuke.engine.decide import Decision
from liuke.engine.memory import MemoryEngine
from liuke.engine.pairs import ValueSpent
from liuke.features import compile_program, load_program
from liuke.kernel.clock import to_us
from liuke.kernel.errors import InvalidInput, Refused
from liuke.kernel.ids import subject_id
from liuke.kernel.text import Locale
from liuke.program.document import CoreLoader
from liuke.program.upcast import upcast
from liuke.publishing.wording import render_prompt

GOLDEN = Path(__file__).parent / "golden"
TEMPLATES_AS_OF = date(2026, 3, 1)
"""The day from which the dates of templates count."""


def find_cases(folder: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every case below ``tests/golden/<folder>`` with its id ``folder/file[number]``."""
    for path in sorted((GOLDEN / folder).rglob("*.yaml")):
        documents = [case for case in yaml.load_all(path.read_text(encoding="utf-8"), CoreLoader) if case is not None]
        for number, case in enumerate(documents):
            if "steps" not in case:
                continue  # a document of another kind, such as the published programs of earlier schemas
            if case.get("program") == "same":
                case["program"] = documents[number - 1]["program"]
            suffix = f"[{number}]" if len(documents) > 1 else ""
            yield f"{path.relative_to(GOLDEN).with_suffix('')}{suffix}", case


def local_us(moment: str, zone: str) -> int:
    """Instant of a wall-clock time such as ``2026-03-01 10:00`` (seconds optional)."""
    return to_us(datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone)))


def build_engine(program: dict[str, Any] | str, zone: str = "Asia/Shanghai", *, seed: int = 0) -> MemoryEngine:
    """An engine in memory over a program fragment, or over a template."""
    if isinstance(program, str):
        return MemoryEngine(compile_program(load_program(read_program_file(program, today=TEMPLATES_AS_OF))), seed=seed)
    document = {"id": "golden", "name": "golden", **program}
    document["calendar"] = {"time_zone": zone, **document.get("calendar", {})}
    return MemoryEngine(compile_program(document), seed=seed)


def run_case(case: dict[str, Any]) -> MemoryEngine:
    """Run one case; fails with the number of the step. Returns the engine as the last step left it."""
    zone = case.get("zone", "Asia/Shanghai")
    program = case.get("program", {})
    if "schema" in case:
        program = upcast({"schema_version": case["schema"], **program})
    engine = build_engine(program, zone, seed=case.get("seed", 0))
    engine.stock.update(case.get("stock", {}))
    engine.codes.update(case.get("codes", {}))
    engine.test_members.update(case.get("test_members", ()))
    steps: list[dict[str, Any]] = case["steps"]
    first = next((step["at"] for step in steps if "at" in step), "2026-01-01 00:00")
    joined = local_us(str(case.get("registered", first)), zone)
    pairs = [step.get("merge", []) for step in steps]
    for member in sorted({step.get("member", 1) for step in steps}.union(*pairs)):
        engine.register(member, joined, **case.get("profile", {}))
    if "published" in case:
        engine.publish(local_us(str(case["published"]), zone))
    for number, step in enumerate(steps, 1):
        try:
            _run_step(engine, step, number, zone)
        except AssertionError as error:
            raise AssertionError(f"{case.get('name', '')} step {number} {step}: {error}") from error
    return engine


def _run_step(engine: MemoryEngine, step: dict[str, Any], number: int, zone: str) -> None:
    unknown = set(step) - {
        "at",
        "send",
        "data",
        "member",
        "activity",
        "arrives",
        "key",
        "expect",
        "advance_to",
        "note",
        "risk",
        "deliver",
        "merge",
        "split",
    }
    assert not unknown, f"unknown keys in a step: {sorted(unknown)}"
    member = subject_id(engine.tenant_id, step["activity"]) if "activity" in step else step.get("member", 1)
    before = len(engine.decisions)
    refused, spent = "", list[str]()
    invalid = set[str]()
    if "advance_to" in step:
        engine.advance(local_us(str(step["advance_to"]), zone))
    elif "deliver" in step:
        taken = engine.deliver()
        assert taken == step["deliver"], f"{taken} events were delivered"
    elif "merge" in step or "split" in step:
        at = local_us(str(step["at"]), zone)
        try:
            (engine.merge if "merge" in step else engine.split)(*step.get("merge", step.get("split", ())), at)
        except Refused as error:
            refused = error.reason
        except ValueSpent as error:
            spent = [one["what"] for one in error.extra["spent"]]
    else:
        at = local_us(str(step["at"]), zone)
        key = str(step.get("key", f"step-{number}"))
        data = {name: _from_result(engine, value) for name, value in step.get("data", {}).items()}
        if "risk" in step:
            engine.risks[member, key] = msgspec.convert(step["risk"], RiskScore)
        try:
            if "activity" in step or "arrives" in step:
                engine.now_us = max(engine.now_us, at)
                engine.deliveries.append((Deliver(member, key, step["send"], data), at))
                engine.deliver()
            else:
                engine.send(step["send"], member, key, at, **data)
        except Refused as error:
            refused = error.reason
        except InvalidInput as error:
            invalid = {fault.code for fault in error.faults} or {error.code}
    expect: dict[str, Any] = step.get("expect", {})
    made = [decision for owner, decision in engine.decisions[before:] if owner == member]
    assert refused == expect.get("refused", ""), f"refused: {refused!r}"
    assert invalid == set(expect.get("invalid", ())), f"invalid: {sorted(invalid)}"
    assert spent == expect.get("spent", []), f"spent: {spent}"
    for name, wanted in expect.items():
        if name not in {"refused", "invalid", "spent"}:
            check = _CHECKS.get(name)
            assert check is not None, f"unknown expectation {name!r}; known: {sorted(_CHECKS)}"
            check(engine, member, made, wanted)


def _from_result(engine: MemoryEngine, value: Any) -> Any:
    if isinstance(value, str) and value.startswith("$"):
        return _dig(engine.decisions[-1][1].result, value[1:])
    return value


def _facts(made: list[Decision]) -> list[str]:
    return [effect.type for decision in made for effect in decision.effects if isinstance(effect, Emit)]


def _interruption(made: list[Decision]) -> str | None:
    found = made[-1].interruption if made else None
    return found.template if found is not None else None


def _templates(made: list[Decision]) -> list[str]:
    return [effect.template for decision in made for effect in decision.effects if isinstance(effect, Message)]


def _same(what: str, found: object, wanted: object) -> None:
    assert found == wanted, f"{what}: {found!r}, expected {wanted!r}"


def _contains(what: str, found: list[Any], wanted: list[Any]) -> None:
    short = Counter(map(_frozen, wanted)) - Counter(map(_frozen, found))
    assert not short, f"{what}: {sorted(map(str, short))} not among {found!r}"


def _lacks(what: str, found: list[Any], wanted: list[Any]) -> None:
    there = {_frozen(item) for item in wanted} & {_frozen(item) for item in found}
    assert not there, f"{what}: {sorted(map(str, there))} must not be there"


def _frozen(item: Any) -> Any:
    return tuple(item) if isinstance(item, list) else item


def _check_balance(engine: MemoryEngine, member: int, made: list[Decision], wanted: dict[str, int]) -> None:
    for asset, amount in wanted.items():
        _same(f"balance of {asset}", engine.balance(member, asset), amount)


def _wallet_check(part: str) -> Any:
    def check(engine: MemoryEngine, member: int, made: list[Decision], wanted: dict[str, int]) -> None:
        for asset, amount in wanted.items():
            _same(f"{part} {asset}", getattr(engine.state(member).wallet(asset), part), amount)

    return check


def _check_coupons(engine: MemoryEngine, member: int, made: list[Decision], wanted: dict[str, int]) -> None:
    found = Counter(f"{coupon.batch}/{coupon.status}" for coupon in engine.state(member).coupons().values())
    for key, count in wanted.items():
        _same(f"coupons {key}", found[key], count)


def _check_entitlements(engine: MemoryEngine, member: int, made: list[Decision], wanted: dict[str, Any]) -> None:
    for benefit, terms in wanted.items():
        found = [e for e in engine.state(member).entitlements().values() if e.benefit == benefit]
        if isinstance(terms, int):
            _same(f"entitlements {benefit}", len(found), terms)
            continue
        assert found, f"no entitlement {benefit}"
        newest = max(found, key=lambda e: e.period_start_us)
        for name, value in terms.items():
            _same(f"entitlement {benefit}.{name}", getattr(newest, name), value)


def _check_state(engine: MemoryEngine, member: int, made: list[Decision], wanted: dict[str, Any]) -> None:
    document = state_document(engine, member)
    for path, value in wanted.items():
        _same(f"state {path}", _dig(document, path), value)


def state_document(engine: MemoryEngine, member: int) -> dict[str, Any]:
    """A member's state as plain data: ``slots``, ``wallets``, ``orders``, ``labels``, ``timers``, ``records`` …"""
    state = engine.state(member)
    for domain in engine.program.domains:
        for slot in domain.slots:
            state.read(slot, slot.type)
    plain: dict[str, Any] = msgspec.to_builtins(
        {
            "slots": state.slots,
            "wallets": state.wallets,
            "orders": state.orders,
            "labels": state.labels,
            "timers": state.timers,
            "profile": state.profile,
            "holds": state.holds(),
            "records": {f"{kind}/{key}": data for (kind, key), data in state.records.items()},
        },
        str_keys=True,
    )
    return plain


def _dig(document: Any, path: str) -> Any:
    """Follow a dotted path; a key may hold dots itself, so the longest one that fits is taken."""
    if not path:
        return document
    if isinstance(document, (list, tuple)):
        head, _, rest = path.partition(".")
        return _dig(document[int(head)], rest) if int(head) < len(document) else None
    if not isinstance(document, dict):
        return None
    parts = path.split(".")
    for size in range(len(parts), 0, -1):
        key = ".".join(parts[:size])
        if key in document:
            return _dig(document[key], ".".join(parts[size:]))
    return None


def _check_fact_data(
    engine: MemoryEngine, member: int, made: list[Decision], wanted: dict[str, dict[str, Any]]
) -> None:
    for type_, fields in wanted.items():
        data = [e.data for d in made for e in d.effects if isinstance(e, Emit) and e.type == type_]
        assert data, f"no fact {type_}"
        for name, value in fields.items():
            _same(f"{type_}.{name}", _dig(data[-1], name), value)


def _check_result(engine: MemoryEngine, member: int, made: list[Decision], wanted: dict[str, Any]) -> None:
    for path, value in wanted.items():
        _same(f"result {path}", _dig(made[-1].result, path), value)


def _check_shared(engine: MemoryEngine, member: int, made: list[Decision], wanted: dict[str, Any]) -> None:
    for place, fields in wanted.items():
        stored = engine.shared.get(place)
        found = msgspec.json.decode(stored.doc) if stored is not None else None
        for name, value in (fields or {"": None}).items():
            _same(f"shared {place} {name}", _dig(found, name), value)


def _gains(made: list[Decision]) -> list[list[Any]]:
    return [[gain.kind, gain.amount] for decision in made for gain in decision.gains]


def _near_words(locale: Locale) -> Any:
    def check(engine: MemoryEngine, member: int, made: list[Decision], wanted: list[str]) -> None:
        found = [render_prompt(engine.program, prompt, locale) for d in made for prompt in d.prompts]
        _contains(f"near in {locale}", found, wanted)

    return check


def _reasons(made: list[Decision]) -> list[list[str]]:
    return [[reason.path, reason.code] for decision in made for reason in decision.reasons]


_CHECKS: dict[str, Any] = {
    "balance": _check_balance,
    "pending": _wallet_check("pending"),
    "debt": _wallet_check("debt"),
    "frozen": _wallet_check("frozen"),
    "held": _wallet_check("held"),
    "earned": _wallet_check("earned"),
    "tier": lambda e, m, made, want: _same("tier", e.state(m).tier, want),
    "gains": lambda e, m, made, want: _same("gains", _gains(made), [list(gain) for gain in want]),
    "facts": lambda e, m, made, want: _contains("facts", _facts(made), want),
    "only_facts": lambda e, m, made, want: _same("facts", _facts(made), want),
    "no_facts": lambda e, m, made, want: _lacks("facts", _facts(made), want),
    "fact_data": _check_fact_data,
    "state": _check_state,
    "coupons": _check_coupons,
    "entitlements": _check_entitlements,
    "messages": lambda e, m, made, want: _contains("messages", _templates(made), want),
    "no_messages": lambda e, m, made, want: _lacks("messages", _templates(made), want),
    "interruption": lambda e, m, made, want: _same("interruption", _interruption(made), want),
    "reasons": lambda e, m, made, want: _contains("reasons", _reasons(made), want),
    "no_reasons": lambda e, m, made, want: _lacks("reasons", _reasons(made), want),
    "prompts": lambda e, m, made, want: _contains("prompts", [n.code for d in made for n in d.prompts], want),
    "near_zh": _near_words("zh"),
    "near_en": _near_words("en"),
    "result": _check_result,
    "delivered": lambda e, m, made, want: _contains(
        "delivered", [x.type for d in made for x in d.effects if isinstance(x, Deliver)], want
    ),
    "shared": _check_shared,
    "effects": lambda e, m, made, want: _same("effects", sum(len(d.effects) for d in made), want),
}
