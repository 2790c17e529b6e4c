"""What differs between two programs, in words: things are told apart by their ids, not by their places."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from pydantic import BaseModel

from liuke.kernel.ids import read_number
from liuke.kernel.text import Locale, Text, text
from liuke.program.choice_words import find_word
from liuke.program.conditions import AllOf, AnyCondition, Compare, Not
from liuke.program.spec import ProgramBase
from liuke.program.units import find_unit, say_figure
from liuke.program.walk import CONDITIONS, find_named, get_hints

ChangeKind = Literal["added", "removed", "changed", "reordered"]
_ORDERED = {"ladder", "steps"}
"""Fields whose order means something; others may also say so by the hint ``ordered``."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Args:
        path: Dotted path with ids (``tiers.ladder.gold.multiplier_bps``).
        kind: What became of it. ``reordered``: the same things in another order, where order matters.
        old: Plain value before; ``None`` when added.
        new: Plain value after; ``None`` when removed.
        label: What it is, in words.
        shown_old: ``old`` as people read it.
        shown_new: ``new`` as people read it.
    """

    path: str
    kind: ChangeKind
    old: Any
    new: Any
    label: Text
    shown_old: Text
    shown_new: Text

    def render(self, locale: Locale) -> str:
        """One line: ``金卡倍率 1.2 → 1.5``."""
        label, old, new = self.label.get(locale), self.shown_old.get(locale), self.shown_new.get(locale)
        zh = locale == "zh"
        match self.kind:
            case "added":
                return f"新增 {label}：{new}" if zh else f"{label} added: {new}"
            case "removed":
                return f"删除 {label}：{old}" if zh else f"{label} removed: {old}"
            case "reordered":
                return f"{label} 顺序调整：{old} → {new}" if zh else f"{label} reordered: {old} → {new}"
            case "changed":
                return f"{label} {old} → {new}"

    def as_data(self, locale: Locale) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "path": self.path,
            "kind": self.kind,
            "old": self.old,
            "new": self.new,
            "label": self.label.get(locale),
            "text": self.render(locale),
        }


@dataclass(frozen=True, slots=True)
class Sayings:
    """How a program is said in words; by default as little as its document alone knows.

    Args:
        rows: Path by ids → the thing there in one sentence.
        condition: A condition, and the type of event that it is tested on, in words.
        goods: A list of the catalogue and an id in it → what people call it.
    """

    rows: Mapping[str, Text] = field(default_factory=dict[str, Text])
    condition: Callable[[AnyCondition, str], Text] = lambda condition, _event: _say_plainly(condition)
    goods: Callable[[str, str], str] = lambda _list, id_: id_


def diff_programs(
    old: ProgramBase, new: ProgramBase, said_old: Sayings | None = None, said_new: Sayings | None = None
) -> list[Change]:
    """Every difference, in the order of the document; empty when the two mean the same.

    Args:
        old: The program before.
        new: And after.
        said_old: How the former is said.
        said_new: How the latter is said.
    """
    says = _Says(_Side(old, said_old or Sayings()), _Side(new, said_new or Sayings()))
    return list(_diff_model(old, new, _Where("", text("方案", "Program"), None, says)))


@dataclass(frozen=True, slots=True)
class _Says:
    """The two programs, which say what their figures count and what their things are called."""

    old: _Side
    new: _Side


@dataclass(frozen=True, slots=True)
class _Side:
    program: ProgramBase
    said: Sayings


@dataclass(frozen=True, slots=True)
class _Where:
    """Where the walk is: path, label and unit of the field, and the name of the nearest named thing around it."""

    path: str
    label: Text
    owner: Text | None
    says: _Says
    ui: Mapping[str, Any] | None = None
    units: tuple[str, str] = ("", "")
    event: str = ""

    def enter(self, name: str, label: Text | None, ui: Mapping[str, Any], units: tuple[str, str], event: str) -> _Where:
        here = label or text(name, name)
        if self.owner is not None and self.ui is not None:
            here = text(f"{self.label.zh}·{here.zh}", f"{self.label.en}, {here.en}")
        return _Where(f"{self.path}.{name}" if self.path else name, here, self.owner, self.says, ui, units, event)

    def item(self, key: str, name: Text | None) -> _Where:
        """A thing in the list or map: a named one becomes the owner, others are shown by key or number (from 1)."""
        owner = name or self.owner
        if name is not None:
            return _Where(f"{self.path}.{key}", self.label, name, self.says)
        place = read_number(key)
        shown = (f"·{key}", key) if place is None else (f"第 {place + 1} 项", str(place + 1))
        label = text(f"{self.label.zh}{shown[0]}", f"{self.label.en} {shown[1]}")
        return _Where(f"{self.path}.{key}", label, owner, self.says, self.ui, self.units, self.event)

    def key(self, key: str) -> _Where:
        """What stands in a map under a key: a thing's name where keys name things."""
        named = _find_named(self.says.new.program, self.ui or {}, "keys", key)
        if named is None:
            return self.item(key, None)
        label = text(f"{self.label.zh}·{named.zh}", f"{self.label.get('en')} {named.get('en')}")
        return _Where(f"{self.path}.{key}", label, self.owner, self.says, self.ui, self.units, self.event)

    def words(self) -> Text:
        if self.owner is None:
            return self.label
        if self.ui is None:
            return text(f"{self.label.zh}「{self.owner.zh}」", f"{self.label.en} “{self.owner.get('en')}”")
        return text(f"{self.owner.zh}{self.label.zh}", f"{self.owner.get('en')}: {self.label.en}")


def _diff_model(old: BaseModel, new: BaseModel, where: _Where) -> Iterator[Change]:
    event = _event_of(new) or where.event
    for name, info in type(new).model_fields.items():
        label, ui = get_hints(info)
        says = where.says
        units = (find_unit(says.old.program, old, ui), find_unit(says.new.program, new, ui))
        inner = where.enter(info.alias or name, label, ui, units, event)
        yield from _diff(getattr(old, name), getattr(new, name), inner)


def _diff(old: Any, new: Any, where: _Where) -> Iterator[Change]:
    if old == new and type(old) is type(new):
        return
    whole = (Text, *CONDITIONS)
    if isinstance(old, BaseModel) and type(old) is type(new) and not isinstance(old, whole):
        yield from _diff_model(old, new, where)
    elif isinstance(old, tuple) and isinstance(new, tuple):
        yield from _diff_lists(cast("tuple[Any, ...]", old), cast("tuple[Any, ...]", new), where)
    elif isinstance(old, dict) and isinstance(new, dict):
        yield from _diff_keys(cast("dict[str, Any]", old), cast("dict[str, Any]", new), where)
    else:
        yield _change("changed", old, new, where)


def _diff_lists(old: tuple[Any, ...], new: tuple[Any, ...], where: _Where) -> Iterator[Change]:
    if _has_ids((*old, *new)):
        yield from _diff_items(old, new, where)
    elif any(isinstance(item, BaseModel) for item in (*old, *new)):
        yield from _diff_places(old, new, where)
    else:
        yield _change("changed", old, new, where)


def _is_list(value: Any) -> bool:
    return isinstance(value, tuple | list)


def _has_ids(items: Sequence[Any]) -> bool:
    """Whether they are told apart by ids; what may have one and has none is told by its place."""
    ids: list[Any] = [getattr(item, "id", None) for item in items]
    return bool(ids) and all(isinstance(id_, str) and id_ for id_ in ids)


def _diff_items(old: Sequence[Any], new: Sequence[Any], where: _Where) -> Iterator[Change]:
    before, after = {item.id: item for item in old}, {item.id: item for item in new}
    for key, item in before.items():
        if key not in after:
            yield _change("removed", item, None, where.item(key, _name(item)))
    for key, item in after.items():
        inner = where.item(key, _name(item))
        if key not in before:
            yield _change("added", None, item, inner)
        elif type(before[key]) is type(item):
            yield from _diff_model(before[key], item, inner)
        else:
            yield _change("changed", before[key], item, inner)
    stayed_before, stayed_after = [k for k in before if k in after], [k for k in after if k in before]
    ordered = where.path.rpartition(".")[2] in _ORDERED or (where.ui or {}).get("ordered")
    if ordered and stayed_before != stayed_after:
        old_names, new_names = _names(before, stayed_before), _names(after, stayed_after)
        yield Change(where.path, "reordered", stayed_before, stayed_after, where.words(), old_names, new_names)


def _name(item: Any) -> Text:
    found = getattr(item, "name", None)
    return found if isinstance(found, Text) else text(item.id, item.id)


def _names(items: Mapping[str, Any], keys: Sequence[str]) -> Text:
    names = [_name(items[key]) for key in keys]
    return text("、".join(name.zh for name in names), ", ".join(name.get("en") for name in names))


def _diff_places(old: Sequence[Any], new: Sequence[Any], where: _Where) -> Iterator[Change]:
    for index in range(max(len(old), len(new))):
        inner = where.item(str(index), None)
        if index >= len(new):
            yield _change("removed", old[index], None, inner)
        elif index >= len(old):
            yield _change("added", None, new[index], inner)
        else:
            yield from _diff(old[index], new[index], inner)


def _diff_keys(old: Mapping[str, Any], new: Mapping[str, Any], where: _Where) -> Iterator[Change]:
    for key in (*old, *(key for key in new if key not in old)):
        inner = where.key(key)
        if key not in new:
            yield _change("removed", old[key], None, inner)
        elif key not in old:
            yield _change("added", None, new[key], inner)
        else:
            yield from _diff(old[key], new[key], inner)


# -- words ------------------------------------------------------------------------------------------------------------
def _event_of(part: BaseModel) -> str:
    """The type of event that the part is about, as far as it says so."""
    on: Any = getattr(part, "on", None)
    if _is_list(on):
        on = on[0] if on else None
    return on if isinstance(on, str) else ""


def _change(kind: ChangeKind, old: Any, new: Any, where: _Where) -> Change:
    shown_old = _show_side(old, where, where.says.old, where.units[0]) if kind != "added" else text("无", "none")
    shown_new = _show_side(new, where, where.says.new, where.units[1]) if kind != "removed" else text("无", "none")
    return Change(where.path, kind, _plain(old), _plain(new), where.words(), shown_old, shown_new)


def _show_side(value: Any, where: _Where, side: _Side, unit: str) -> Text:
    sentence = side.said.rows.get(where.path) if isinstance(value, BaseModel) else None
    return sentence or _show(value, _Telling(side, unit, where.ui or {}, where.event))


@dataclass(frozen=True, slots=True)
class _Telling:
    """What is known of the field whose value is shown."""

    side: _Side
    unit: str
    ui: Mapping[str, Any]
    event: str


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True)
    if _is_list(value):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in cast("dict[str, Any]", value).items()}
    return value


def _show(value: Any, telling: _Telling) -> Text:
    if isinstance(value, Text):
        return value
    if value is None:
        return text("无", "none")
    if isinstance(value, bool):
        return text("是", "yes") if value else text("否", "no")
    if isinstance(value, int):
        return say_figure(value, telling.unit, telling.side.program.currency)
    if isinstance(value, CONDITIONS):
        return telling.side.said.condition(value, telling.event)
    if _is_list(value):
        parts = [_show(item, telling) for item in value]
        return text("、".join(p.zh for p in parts) or "无", ", ".join(p.get("en") for p in parts) or "none")
    if isinstance(value, dict):
        return _show_map(cast("dict[str, Any]", value), telling)
    if isinstance(value, BaseModel):
        return _show_model(value, telling)
    return _show_word(str(value), telling)


def _show_word(value: str, telling: _Telling) -> Text:
    """A reference by the name of what it leads to, a choice by its word, anything else as it is written."""
    named = _find_named(telling.side.program, telling.ui, "ref", value)
    goods = telling.ui.get("catalogue")
    shown = (telling.side.said.goods(str(goods), value) if goods else value) or "—"
    return named or find_word(value) or text(shown, shown)


def _find_named(program: ProgramBase, ui: Mapping[str, Any], hint: str, value: str) -> Text | None:
    path = program.ref_paths.get(str(ui.get(hint, "")))
    return find_named(program, f"{path}.{value}") if path and value else None


def _show_map(value: Mapping[str, Any], telling: _Telling) -> Text:
    program = telling.side.program
    names = {key: _find_named(program, telling.ui, "keys", key) or text(key, key) for key in value}
    parts = [(names[key], _show(item, telling)) for key, item in value.items()]
    zh = "、".join(f"{name.zh} {shown.zh}" for name, shown in parts)
    en = ", ".join(f"{name.get('en')} {shown.get('en')}" for name, shown in parts)
    return text(zh or "无", en or "none")


def _show_model(value: BaseModel, telling: _Telling) -> Text:
    """The fields that were given, or the kind alone."""
    zh, en = list[str](), list[str]()
    for name, info in type(value).model_fields.items():
        if name not in value.model_fields_set or name in {"id", "name"}:
            continue
        label, ui = get_hints(info)
        label = label or text(name, name)
        inner = _Telling(telling.side, find_unit(telling.side.program, value, ui), ui, telling.event)
        shown = _show(getattr(value, name), inner)
        zh.append(shown.zh if name == "kind" else f"{label.zh} {shown.zh}")
        en.append(shown.get("en") if name == "kind" else f"{label.get('en')} {shown.get('en')}")
    return text("，".join(zh) or "默认", ", ".join(en) or "default")


def _say_plainly(condition: AnyCondition) -> Text:
    shown = render_condition(condition)
    return text(shown, shown)


_SIGNS = {"eq": "=", "ne": "≠", "lt": "<", "lte": "≤", "gt": ">", "gte": "≥", "in": "∈", "not_in": "∉"}


def render_condition(condition: AnyCondition) -> str:
    """The condition as one line of text, the same in every language."""
    if isinstance(condition, Compare):
        value = condition.value
        shown = f"[{', '.join(map(str, value))}]" if isinstance(value, tuple) else str(value)
        return f"{condition.field} {_SIGNS.get(condition.op, condition.op)} {shown}"
    if isinstance(condition, Not):
        return f"not ({render_condition(condition.not_)})"
    word = " and " if isinstance(condition, AllOf) else " or "
    parts = condition.all if isinstance(condition, AllOf) else condition.any
    return word.join(f"({render_condition(p)})" if not isinstance(p, Compare) else render_condition(p) for p in parts)
