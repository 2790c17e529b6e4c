"""What was done is said in words: every action that the sources note has one in both languages of the console."""

from __future__ import annotations

import re
from pathlib import Path

import liuke
from tests.merchant import ROOT

SOURCE = Path(liuke.__file__).parent
BUILT = {
    "adjustment": ("asked", "approved", "rejected", "reopened"),
    "giving": ("asked", "approved", "rejected", "undone"),
    "media": ("pending", "shown", "refused"),
    "person": ("added", "changed", "password_changed"),
    "program.draft": ("saved", "deleted"),
    "program.finding": ("dismissed", "restored"),
    "catalogue": ("store_changed", "product_changed", "category_changed"),
}
"""Actions whose ends are put in: beginning → ends."""
NOTED = (
    r'\baction=\(?\s*"([a-z_.-]+)"', r'\baudit="([a-z_.-]+)"', r'\bAct\("([a-z_.-]+)"',
    r'_(?:audit|note)\([^"]*"([a-z_]+\.[a-z_-]+)"', r'else "(program\.[a-z_]+)"',
)  # fmt: skip


def list_actions() -> set[str]:
    found = {f"{begin}{'_' if '.' in begin else '.'}{end}" for begin, ends in BUILT.items() for end in ends}
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for pattern in NOTED:
            found |= set(re.findall(pattern, text))
    return found


def test_every_action_has_words_in_both_languages() -> None:
    actions = {re.sub(r"[.-]", "_", action) for action in list_actions()}
    assert len(actions) > 60
    for locale in ("zh", "en"):
        words = (ROOT / f"console/src/i18n/{locale}.ts").read_text(encoding="utf-8")
        part = re.search(r"\n  audit: \{.*?\n    actions: \{\n(.*?)\n    \},", words, re.DOTALL)
        assert part is not None
        said = set(re.findall(r"^      ([a-z_]+): '", part[1], re.MULTILINE))
        assert actions - said == set(), locale
