"""Names of what a program speaks of, for rules pages, prompts and the list of rewards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from liuke.decision.domain import CompiledProgram
from liuke.decision.rewards import RewardSpec
from liuke.kernel.text import Text, text

MAX_WORDS = 10_000
"""Sequences of rewards whose words are remembered for a program."""


def find_item(program: CompiledProgram, path: str, item_id: str) -> Any | None:
    """The item of the list at ``path`` with this id, or ``None`` (also where this platform has no such list)."""
    return program.built(f"naming.{path}", lambda made: _index(made, path)).get(item_id)


def _index(program: CompiledProgram, path: str) -> dict[str, Any]:
    found: Any = program.spec
    for part in path.split("."):
        found = getattr(found, part, None)
    items = cast("tuple[Any, ...]", found) if isinstance(found, tuple) else ()
    # of two with one id the first counts; no valid program has such
    return {item.id: item for item in reversed(items) if hasattr(item, "id")}


def name_of(program: CompiledProgram, kind: str, item_id: str) -> Text:
    """Name of a thing of a kind that some section declares; its id where nothing names it."""
    path = program.spec.ref_paths.get(kind)
    name = getattr(find_item(program, path, item_id), "name", None) if path is not None else None
    return name if isinstance(name, Text) else text(zh=item_id, en=item_id)


def asset_name(program: CompiledProgram, asset: str) -> Text:
    """Name of an asset."""
    return name_of(program, "asset", asset)


def render_rewards(program: CompiledProgram, rewards: Sequence[RewardSpec]) -> Text:
    """All rewards of a rule in one line."""
    known: dict[int, tuple[Sequence[RewardSpec], Text]] = program.built("naming.rewards", lambda _program: {})
    found = known.get(id(rewards))
    if found is not None and found[0] is rewards:
        return found[1]
    words = _render_rewards(program, rewards)
    if len(known) < MAX_WORDS:
        known[id(rewards)] = rewards, words  # kept with its words, so that no other sequence can get its number
    return words


def _render_rewards(program: CompiledProgram, rewards: Sequence[RewardSpec]) -> Text:
    texts = [
        reward.render(lambda kind, item: name_of(program, kind, item), program.spec.currency) for reward in rewards
    ]
    if not texts:
        return text(zh="无", en="nothing")
    return text(zh="、".join(t.zh for t in texts), en=", ".join(t.en or t.zh for t in texts))


def reward_params(program: CompiledProgram, rewards: Sequence[RewardSpec]) -> dict[str, str]:
    """``reward_zh`` and ``reward_en`` for a wording."""
    words = render_rewards(program, rewards)
    return {"reward_zh": words.zh, "reward_en": words.en}


def rule_name(program: CompiledProgram, path: str) -> Text | None:
    """Name of the rule at ``path`` (``activities.daily.ladder.7``): of the item it lies in, or ``None``."""
    section, _, rest = path.partition(".")
    item = find_item(program, section, rest.partition(".")[0]) if rest else None
    name = getattr(item, "name", None)
    return name if isinstance(name, Text) else None
