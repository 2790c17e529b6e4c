"""What the reference says of roles, read back from its page."""

from __future__ import annotations

import re
from pathlib import Path

from liuke.http.scopes import ROLES

_PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "roles.md"


def read_table(heading: str) -> dict[str, frozenset[str]]:
    """First cell of each row below a heading → roles with a mark, of all tables there."""
    part = _PAGE.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    found = dict[str, frozenset[str]]()
    for line in re.findall(r"^\| (`.*|….*) \|$", part, flags=re.MULTILINE):
        cells = [cell.strip() for cell in line.split("|")]
        marks = cells[-len(ROLES) :]
        assert set(marks) <= {"✓", ""}
        found[cells[0].strip("`")] = frozenset(role for role, mark in zip(ROLES, marks, strict=True) if mark)
    assert found
    return found
