"""Findings that people have looked at and set aside, with a reason; they stay so while the finding says what it said.

A finding is the same again when its code, its place, its severity and the terms at that place are the same, and its
figures are: those that are measured on members move a little every day, so a number may differ by a tenth. What is an
error is never set aside.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from liuke.audit.store import insert_audit
from liuke.db.contracts import Connection, Pool
from liuke.db.pool import run_transaction
from liuke.kernel.errors import Fault, InvalidInput, NotFound
from liuke.program.document import canonical_json
from liuke.program.findings import Finding
from liuke.program.spec import ProgramBase
from liuke.program.walk import find_value, render_id_path
from liuke.publishing import dismissal_store as store
from liuke.publishing.dismissal_store import Dismissal

Place = tuple[str, str]
"""Code and path of a finding, with ids in place of numbers."""


def place_of(spec: ProgramBase, finding: Finding) -> Place:
    """What a finding is called, whatever stands before it in a list."""
    return finding.code, render_id_path(spec, finding.path)


def list_facts(spec: ProgramBase, finding: Finding) -> dict[str, Any]:
    """What a finding says, as plain data: its severity, its figures, and a hash of the terms that it is about.

    A finding about a whole section has no terms of its own: whatever else is added there changes nothing about it.
    """
    facts: dict[str, Any] = {"severity": finding.severity}
    if finding.figures:  # how many members were looked at says how sure it is, not what it is
        figures = {name: value for name, value in finding.figures.items() if name != "members"}
        facts["figures"] = to_jsonable_python(figures)
    else:
        facts["reason"] = finding.reason.zh
    terms = find_value(spec, finding.path) if finding.path else None
    if "." in finding.path and terms is not None and not isinstance(terms, tuple | list | dict):
        plain = terms.model_dump(mode="json") if isinstance(terms, BaseModel) else to_jsonable_python(terms)
        facts["terms"] = hashlib.sha256(canonical_json(plain)).hexdigest()
    return facts


def agrees(then: Any, now: Any) -> bool:
    """Whether two facts say the same; numbers may differ by a tenth of the larger one.

    >>> agrees({"days": 100}, {"days": 109}), agrees({"days": 100}, {"days": 130}), agrees({"at": "a"}, {"at": "b"})
    (True, False, False)
    """
    if isinstance(then, dict) and isinstance(now, dict):
        old, new = cast("dict[str, Any]", then), cast("dict[str, Any]", now)
        return old.keys() == new.keys() and all(agrees(old[name], new[name]) for name in old)
    if isinstance(then, list) and isinstance(now, list):
        before, after = cast("list[Any]", then), cast("list[Any]", now)
        return len(before) == len(after) and all(map(agrees, before, after))
    if isinstance(then, int | float) and isinstance(now, int | float) and not isinstance(then, bool):
        return abs(then - now) * 10 <= max(abs(then), abs(now))
    return bool(then == now)


class Dismissed:
    """Answers which findings are set aside.

    Args:
        rows: Of the tenant.
    """

    def __init__(self, rows: Sequence[Dismissal]) -> None:
        self.rows = tuple(rows)
        self._at: dict[Place, list[Dismissal]] = {}
        for row in rows:
            self._at.setdefault((row.code, row.path), []).append(row)

    def find(self, spec: ProgramBase, finding: Finding) -> Dismissal | None:
        """Why a finding is set aside; ``None``: it is not, or it says something else now."""
        if finding.severity == "error" or not self._at:
            return None
        here = self._at.get(place_of(spec, finding))
        if here is None:
            return None
        facts = list_facts(spec, finding)
        return next((row for row in here if agrees(row.facts, facts)), None)

    def leave_out(self, spec: ProgramBase, findings: Iterable[Finding]) -> list[Finding]:
        """Findings that nobody has set aside."""
        return [one for one in findings if self.find(spec, one) is None]


async def read_dismissed(pool: Pool, tenant_id: int) -> Dismissed:
    """What a tenant's people have set aside."""
    return Dismissed(await run_transaction(pool, lambda c: store.list_dismissals(c, tenant_id), tenant_id=tenant_id))


async def dismiss(
    pool: Pool, tenant_id: int, spec: ProgramBase, findings: Sequence[Finding], wanted: Sequence[Place], *,
    reason: str, actor: str,
) -> Dismissed:  # fmt: skip
    """Set findings aside; what was set aside before stays as it was. Returns everything that is set aside now.

    Args:
        pool: Connections of the application's role.
        tenant_id: Whose.
        spec: The program that was checked.
        findings: All that lint says of it.
        wanted: Which of them, each by code and path; all findings of a code at a path are one.
        reason: Why; for the record.
        actor: Who does it.

    Raises:
        InvalidInput: there is no such finding, or it is an error; names all of them.
    """
    chosen = _choose(spec, findings, wanted)

    async def write(connection: Connection) -> Dismissed:
        await store.lock_dismissals(connection, tenant_id)
        have = Dismissed(await store.list_dismissals(connection, tenant_id))
        stale = _list_stale(have, chosen)
        await store.delete_dismissals(connection, tenant_id, stale)
        new = dict[tuple[str, str, bytes], tuple[str, str, dict[str, Any], bytes]]()
        for (code, path), said in chosen.items():
            for facts in said:
                if not any(agrees(row.facts, facts) for row in have.rows if (row.code, row.path) == (code, path)):
                    digest = hashlib.sha256(canonical_json(facts)).digest()
                    new[code, path, digest] = (code, path, facts, digest)
        if new:
            await store.insert_dismissals(connection, tenant_id, list(new.values()), reason=reason, actor=actor)
            places = sorted({(code, path) for code, path, _ in new})
            await _note(connection, tenant_id, "dismissed", places, actor, {"reason": reason})
        return Dismissed(await store.list_dismissals(connection, tenant_id))

    return await run_transaction(pool, write, tenant_id=tenant_id)


def _choose(
    spec: ProgramBase, findings: Sequence[Finding], wanted: Sequence[Place]
) -> dict[Place, list[dict[str, Any]]]:
    """Each wanted place → the facts of its findings."""
    at: dict[Place, list[Finding]] = {}
    for finding in findings:
        at.setdefault(place_of(spec, finding), []).append(finding)
    chosen: dict[Place, list[dict[str, Any]]] = {}
    faults = list[Fault]()
    for number, (code, path) in enumerate(wanted):
        place = (code, render_id_path(spec, path))
        found = at.get(place, [])
        if not found:
            faults.append(Fault(f"findings.{number}", "no-such-finding", f"lint does not say {code} of {path!r}"))
        elif any(one.severity == "error" for one in found):
            faults.append(Fault(f"findings.{number}", "error-stays", f"{code} at {path!r} is an error", "mend it"))
        chosen[place] = [list_facts(spec, one) for one in found]
    if faults:
        raise InvalidInput("these findings cannot be dismissed", faults=faults, fix="check the program again")
    return chosen


def _list_stale(have: Dismissed, chosen: Mapping[Place, Sequence[dict[str, Any]]]) -> list[int]:
    """Rows at the chosen places whose facts are no longer what any finding there says."""
    return [
        row.dismissal_id
        for row in have.rows
        if (said := chosen.get((row.code, row.path))) and not any(agrees(row.facts, facts) for facts in said)
    ]


async def restore(pool: Pool, tenant_id: int, ids: Sequence[int], *, actor: str) -> None:
    """Let findings stand again.

    Raises:
        NotFound: one of them is not set aside.
    """

    async def write(connection: Connection) -> None:
        await store.lock_dismissals(connection, tenant_id)
        gone = await store.delete_dismissals(connection, tenant_id, ids)
        missing = sorted(set(ids) - {row.dismissal_id for row in gone})
        if missing:
            raise NotFound(f"there is no dismissal {', '.join(map(str, missing[:5]))}", fix="check the program again")
        places = sorted({(row.code, row.path) for row in gone})
        await _note(connection, tenant_id, "restored", places, actor, {})

    await run_transaction(pool, write, tenant_id=tenant_id)


_SHOWN = 20
"""So many places stand in the audit log's line; of more, their number."""


async def _note(
    connection: Connection, tenant_id: int, what: str, places: Sequence[Place], actor: str, details: dict[str, Any]
) -> None:
    paths = [path for _, path in places[:_SHOWN]]
    codes = sorted({code for code, _ in places})
    await insert_audit(
        connection, tenant_id, actor=actor, action=f"program.finding_{what}", subject=f"finding/{codes[0]}",
        details={**details, "codes": codes, "paths": paths, "findings": len(places)},
    )  # fmt: skip
