"""Lint of what lies over a program: every patch alone, patches that fight, and combinations that can hold at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

from pydantic import ValidationError

from liuke.decision.domain import PATCH_ERRORS, CompiledProgram
from liuke.decision.overlay import Overlay
from liuke.kernel.errors import InvalidInput
from liuke.kernel.text import Text, text
from liuke.kernel.worded import WordedFault
from liuke.program.condition_lint import exclude_each_other
from liuke.program.conditions import walk
from liuke.program.fault_words import render_fault
from liuke.program.findings import Finding
from liuke.program.patch import FIXED, AnyChange, find_fights
from liuke.program.walk import CONDITIONS, walk_program

MAX_COMBINATIONS = 64
"""Sets of patches that are checked together; the smaller sets come first."""

LintPatched = Callable[[CompiledProgram], Iterable[Finding]]
"""The findings of a patched program."""


def lint_patches(program: CompiledProgram, known: Iterable[Finding], lint: LintPatched) -> Iterator[Finding]:
    """Every finding about the patches of a sound program.

    Args:
        program: Compiled.
        known: What lint says of the program without any patch.
        lint: What lint says of a program; asked for each patch and combination.
    """
    overlays = [overlay for overlay in program.overlays if overlay.changes]
    yield from _lint_audiences(program)
    said = {(finding.path, finding.code) for finding in known}
    sound = list[Overlay]()
    for overlay in overlays:
        findings = [*_lint_fixed(program, overlay), *_lint_laid(program, [overlay], said, lint)]
        yield from findings
        if not any(finding.severity == "error" for finding in findings):
            sound.append(overlay)
            said |= {(_below(finding), finding.code) for finding in findings}
    fighting = set[frozenset[str]]()
    for one, other in combinations(sound, 2):
        places = find_fights(one.changes, other.changes) if _may_meet(one, other) else []
        if places:
            fighting.add(frozenset({one.path, other.path}))
            yield _fight(one, other, places)
    yield from _lint_combinations(program, sound, fighting, said, lint)


def _below(finding: Finding) -> str:
    return str(finding.figures.get("at", finding.path))


# -- one patch --------------------------------------------------------------------------------------------------------
def _lint_audiences(program: CompiledProgram) -> Iterator[Finding]:
    """Audiences are asked before the event, of what is always loaded."""
    for place in walk_program(program.spec):
        root = place.path.partition(".")[0]
        if root not in _ROOTS or not isinstance(place.value, CONDITIONS):
            continue
        for compare in walk(place.value):
            if compare.field.partition(".")[0] in {"event", "order"}:
                yield Finding(
                    place.path, "audience-of-event", "error",
                    text(f"人群条件不能使用 {compare.field}：它在事件发生前判断",
                         f"the audience asks for {compare.field}: it is judged before the event, of the member alone"),
                    text("使用会员、标签、余额、计数或日历字段",
                         "use fields of the member, labels, balances, counters or the calendar"),
                    {"field": compare.field},
                )  # fmt: skip


_ROOTS = frozenset({"campaigns", "experiments"})


def _lint_fixed(program: CompiledProgram, overlay: Overlay) -> Iterator[Finding]:
    fixed = FIXED | {section.key for domain in program.domains for section in domain.sections if not section.patchable}
    for number, change in enumerate(overlay.changes):
        root = change.at.partition(".")[0]
        if root in fixed:
            yield Finding(
                f"{overlay.path}.patch.{number}.at", "patch-fixed", "error",
                text(f"{root} 不能临时改动", f"{root} cannot be changed by a patch"),
                text("改在方案本身并发布新版本", "change the program itself and publish a version"),
                {"section": root},
            )  # fmt: skip


def _lint_laid(
    program: CompiledProgram, overlays: Sequence[Overlay], said: set[tuple[str, str]], lint: LintPatched
) -> Iterator[Finding]:
    """What laying these over the program comes to, but for what is said of the program anyway."""
    path = overlays[0].path if len(overlays) == 1 else " + ".join(overlay.path for overlay in overlays)
    changes = [change for overlay in overlays for change in overlay.changes]
    try:
        patched = program.patch(changes, (path,))
    except PATCH_ERRORS as error:
        yield from _explain(path, changes, error)
        return
    for finding in lint(patched):
        if (finding.path, finding.code) not in said:
            yield _of_patch(path, finding)
    yield from _lint_quotas(program, patched, path)


def _explain(path: str, changes: Sequence[AnyChange], error: Exception) -> Iterator[Finding]:
    fix = text("按提示修改这项改动", "mend the change")
    if isinstance(error, InvalidInput):
        for fault in error.faults:
            words = fault.words if isinstance(fault, WordedFault) else text(fault.message, fault.message)
            remedy = fault.remedy if isinstance(fault, WordedFault) and fault.remedy else fix
            yield Finding(
                f"{path}.patch.{fault.path}", "patch-leads-nowhere", "error",
                text(f"改动的位置不对：{words.zh}", f"the change cannot be made: {words.get('en')}"), remedy,
            )  # fmt: skip
    elif isinstance(error, ValidationError):
        named = set[str]()
        for item in error.errors(include_url=False, include_input=False):
            words = render_fault(item["type"], item.get("ctx", {}))
            at = ".".join(str(part) for part in item["loc"])
            number = next((n for n, change in enumerate(changes) if _touches(change.at, at)), None)
            where = f"{path}.patch" if number is None else f"{path}.patch.{number}"
            if where in named:
                continue  # each form that the value might have had says again what it is not
            named.add(where)
            yield Finding(
                where, "patch-does-not-fit", "error",
                text(f"改动后 {at} 无效：{words.zh}", f"{at} is not valid with it: {words.get('en')}"), fix, {"at": at},
            )  # fmt: skip
    else:
        yield Finding(
            f"{path}.patch", "patch-does-not-compile", "error",
            text(f"改动后规则无法编译：{error}", f"a rule cannot be compiled with it: {error}"), fix,
        )  # fmt: skip


def _touches(place: str, at: str) -> bool:
    """Whether a fault at a path with numbers lies in the section that a change touches."""
    return place.partition(".")[0] == at.partition(".")[0]


def _of_patch(path: str, finding: Finding) -> Finding:
    reason = Text(
        zh=f"生效时 {finding.path}：{finding.reason.zh}",
        en=f"while it holds, {finding.path}: {finding.reason.get('en')}",
    )
    figures = {**finding.figures, "at": finding.path}
    return Finding(f"{path}.patch", finding.code, finding.severity, reason, finding.fix, figures)


def _lint_quotas(program: CompiledProgram, patched: CompiledProgram, path: str) -> Iterator[Finding]:
    """Stock is one for everybody: a patch may bring its own, but not change what others draw from."""
    before = {item: count for domain in program.domains for item, count in domain.stock(program).items()}
    for domain in patched.domains:
        for item, count in domain.stock(patched).items():
            if isinstance(count, int) and before.get(item, count) != count:
                yield Finding(
                    f"{path}.patch", "patch-changes-stock", "error",
                    text(f"库存 {item} 由 {before[item]} 改为 {count}：库存对所有会员是同一份",
                         f"the stock {item} would be {count} instead of {before[item]}: stock is one for all members"),
                    text("为活动新增自己的奖品或券，不要改已有的数量",
                         "bring an item of its own instead of changing this one"),
                    {"item": item, "from": before[item], "to": count},
                )  # fmt: skip


# -- several ----------------------------------------------------------------------------------------------------------
def _may_meet(one: Overlay, other: Overlay) -> bool:
    """Whether two can hold for a member at once, as far as windows, groups and audiences say."""
    if one.group and one.group == other.group:
        return False
    if one.audience is not None and other.audience is not None and exclude_each_other(one.audience, other.audience):
        return False
    return one.first_us < other.closes_us and other.first_us < one.closes_us


def _fight(one: Overlay, other: Overlay, places: Sequence[str]) -> Finding:
    listed = ", ".join(places)
    return Finding(
        f"{one.path}.patch", "patches-fight", "error",
        text(f"与「{other.name.zh}」同时生效时都改动 {listed}，结果取决于先后",
             f"it and “{other.name.get('en')}” can hold at once and both change {listed}"),
        text("错开时间，或只在其中一个里改动", "let their windows not meet, or change it in one of them only"),
        {"other": other.path, "places": list(places)},
    )  # fmt: skip


def _lint_combinations(
    program: CompiledProgram,
    overlays: Sequence[Overlay],
    fighting: set[frozenset[str]],
    said: set[tuple[str, str]],
    lint: LintPatched,
) -> Iterator[Finding]:
    for checked, several in enumerate(_list_combinations(overlays, fighting)):
        if checked == MAX_COMBINATIONS:
            yield Finding(
                "", "combinations-cut", "info",
                text(f"同时生效的组合只检查了前 {checked} 种",
                     f"only the first {checked} combinations that can hold at once were checked"),
                text("减少同时进行的活动，或逐一试算", "run fewer at once, or try the others one by one"),
                {"checked": checked},
            )  # fmt: skip
            return
        yield from _lint_laid(program, several, said, lint)


def _list_combinations(overlays: Sequence[Overlay], fighting: set[frozenset[str]]) -> Iterator[tuple[Overlay, ...]]:
    """Sets that can hold for a member at once, the smaller ones first; each grows out of one that can hold itself."""
    level: list[tuple[int, ...]] = [(place,) for place in range(len(overlays))]
    while level:
        grown = list[tuple[int, ...]]()
        for places in level:
            for place in range(places[-1] + 1, len(overlays)):
                one = overlays[place]
                others = [overlays[known] for known in places]
                if all(_may_meet(one, other) and frozenset({one.path, other.path}) not in fighting for other in others):
                    grown.append((*places, place))
                    yield (*others, one)
        level = grown
