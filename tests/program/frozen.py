"""What a frozen shape promises: documents that were written go on to mean what they meant.

Two schemas are walked side by side from their roots, so that names of definitions do not matter. What may come:
optional keys, kinds in a union, values of an enumeration, wider limits. What may not: anything that makes a written
document invalid, or lets it say something else.
"""

from __future__ import annotations

from typing import Any

_MEANING = ("unit", "ref", "catalogue")
"""Hints that say what a value stands for."""
_KEPT = frozenset((
    "type", "const", "enum", "format", "pattern", "default", "required", "properties", "items", "anyOf", "oneOf",
    "$ref", "additionalProperties", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength",
    "maxLength", "minItems", "maxItems", "prefixItems", "propertyNames", "x-ui", "$defs", "minProperties",
    "maxProperties", "multipleOf", "uniqueItems",
))  # fmt: skip
_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")


def reduce(node: Any) -> Any:
    """The schema without what only people read: titles, labels, descriptions, examples."""
    if isinstance(node, list):
        return [reduce(one) for one in node]
    if not isinstance(node, dict):
        return node
    made = dict[str, Any]()
    for key, value in node.items():
        if key not in _KEPT:
            continue
        if key in {"properties", "$defs"}:
            made[key] = {name: reduce(one) for name, one in value.items()}
        elif key == "x-ui":
            if meaning := {name: value[name] for name in _MEANING if name in value}:
                made[key] = meaning
        else:
            made[key] = value if key in {"default", "const", "enum"} else reduce(value)
    return made


class Comparison:
    """What of ``now`` breaks documents that ``frozen`` allows, and what it allows beside them.

    Attributes:
        broken: In words, with the path.
        new_keys: Paths of optional keys that came.
        new_kinds: Paths of unions with the kind that came: ``activities[]<riddle>``.
    """

    def __init__(self, frozen: dict[str, Any], now: dict[str, Any]) -> None:
        self._frozen, self._now = frozen, now
        self._seen = set[tuple[str, str]]()
        self.broken, self.new_keys, self.new_kinds = list[str](), list[str](), list[str]()
        self._compare(frozen, now, "")

    def _compare(self, old: Any, new: Any, path: str) -> None:
        for key in ("default", "x-ui"):
            before, after = (one.get(key, _NOTHING) for one in (old, new))
            if key == "default" and self._adds_only(before, after, new):
                continue
            if before != after and not (key == "x-ui" and before is _NOTHING):
                self.broken.append(f"{path}: {key} was {before!r} and is {after!r}")
        places = str(old.get("$ref", "")), str(new.get("$ref", ""))
        if places not in self._seen or not all(places):
            self._seen.add(places)
            self._compare_nodes(self._open(old, self._frozen), self._open(new, self._now), path)

    def _adds_only(self, before: Any, after: Any, node: dict[str, Any]) -> bool:
        """Whether a default that is an object only has keys more, each with what it is by default."""
        if not isinstance(before, dict) or not isinstance(after, dict) or before.keys() - after.keys():
            return False
        options = [node, *node.get("anyOf", ()), *node.get("oneOf", ())]
        shapes = [self._open(one, self._now).get("properties", {}) for one in options]
        keys = next((one for one in shapes if after.keys() <= one.keys()), {})
        came = {key: keys.get(key, {}).get("default", _NOTHING) for key in after.keys() - before.keys()}
        return all(after[key] == value for key, value in came.items()) and all(
            after[key] == before[key] or self._adds_only(before[key], after[key], keys.get(key, {})) for key in before
        )

    @staticmethod
    def _open(node: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            node = whole["$defs"][node["$ref"].rpartition("/")[2]]
        return node

    def _compare_nodes(self, old: dict[str, Any], new: dict[str, Any], path: str) -> None:
        if any("anyOf" in one or "oneOf" in one for one in (old, new)):
            self._compare_unions(old, new, path)
            return
        for key in ("type", "const", "format", "pattern", "multipleOf", "uniqueItems"):
            if old.get(key) != new.get(key) and not (key == "const" and old.get("const") in new.get("enum", ())):
                self.broken.append(f"{path}: {key} was {old.get(key)!r} and is {new.get(key)!r}")
        gone = [one for one in old.get("enum", ()) if one not in new.get("enum", ())]
        if gone:
            self.broken.append(f"{path}: {gone} are no values any more")
        for key in (*_LEAST, *_MOST):
            self._compare_limits(old, new, path, key)
        self._compare_objects(old, new, path)
        for key in ("items", "propertyNames", "additionalProperties"):
            before, after = old.get(key), new.get(key)
            if isinstance(before, dict) and isinstance(after, dict):
                self._compare(before, after, f"{path}[]")
            elif key != "propertyNames" and type(before) is not type(after):
                self.broken.append(f"{path}: {key} was {before!r} and is {after!r}")
        for number, (before, after) in enumerate(
            zip(old.get("prefixItems", ()), new.get("prefixItems", ()), strict=False)
        ):
            self._compare(before, after, f"{path}[{number}]")

    def _compare_limits(self, old: dict[str, Any], new: dict[str, Any], path: str, key: str) -> None:
        before, after = old.get(key), new.get(key)
        narrower = after is not None and (
            before is None or (after > before if key in _LEAST else after < before)
        )  # fmt: skip
        if narrower:
            self.broken.append(f"{path}: {key} was {before} and is {after}")

    def _compare_objects(self, old: dict[str, Any], new: dict[str, Any], path: str) -> None:
        keys, known = old.get("properties", {}), new.get("properties", {})
        for name, one in keys.items():
            if name in known:
                self._compare(one, known[name], f"{path}.{name}".lstrip("."))
            else:
                self.broken.append(f"{path}.{name}: the key is gone")
        for name in sorted(set(new.get("required", ())) - set(old.get("required", ()))):
            self.broken.append(f"{path}.{name}: must be given, and had not to be")
        self.new_keys += [f"{path}.{name}".lstrip(".") for name in known if name not in keys]

    def _compare_unions(self, old: dict[str, Any], new: dict[str, Any], path: str) -> None:
        before, after = self._name(old, self._frozen), self._name(new, self._now)
        for name, one in before.items():
            if name in after:
                self._compare(one, after[name], f"{path}<{name}>")
            else:
                self.broken.append(f"{path}: may be no {name} any more")
        self.new_kinds += [f"{path}<{name}>" for name in after if name not in before]

    def _name(self, node: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
        """The alternatives by what tells them apart: the kind, or the type and its keys that must be there."""
        found = dict[str, Any]()
        for one in node.get("anyOf", node.get("oneOf", [node])):
            opened = self._open(one, whole)
            if "anyOf" in opened or "oneOf" in opened:
                found |= self._name(opened, whole)
                continue
            kind = opened.get("properties", {}).get("kind", {}).get("const")
            required = "+".join(opened.get("required", ())) if opened.get("type") == "object" else ""
            found[str(kind or opened.get("const") or f"{opened.get('type')}{':' * bool(required)}{required}")] = one
        return found


_NOTHING = object()
