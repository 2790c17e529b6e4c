"""Icons of tiers: what the studio offers is what the member app draws, and what templates name is among it."""

from __future__ import annotations

import re

from liuke.bootstrap import read_program_file
from tests.merchant import ROOT


def _read(path: str, pattern: str) -> list[str]:
    found = re.search(pattern, (ROOT / path).read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return re.findall(r"\b([a-z]+)\b(?=[':])", found[1])


def test_the_studio_offers_what_the_member_app_draws_and_templates_wear_it() -> None:
    drawn = _read("miniapp/src/components/icons.ts", r"TIER_ICONS = \[(.*?)\]")
    assert len(drawn) == 12
    assert _read("console/src/components/form/tierIcons.ts", r"TIER_ICONS: [^{]*\{(.*?)\}") == drawn
    for path in sorted((ROOT / "programs").glob("*.yaml")):
        ladder: list[dict[str, str]] = read_program_file(str(path)).data.get("tiers", {}).get("ladder", [])
        worn = {tier.get("icon", "") for tier in ladder} - {""}
        assert worn <= set(drawn), path.name
