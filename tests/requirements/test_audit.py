"""Each check of the lock files can fail, those of this release pass, and silence is never taken for soundness."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest
from requirements.audit.__main__ import FOUND, NPM_LOCKS, PYTHON_LOCK, ROOT, UNREACHABLE, ask, check_locks, main, report
from requirements.audit.advisories import read_npm_audit, read_pip_audit
from requirements.audit.findings import Finding, SourceUnreachable
from requirements.audit.index import ask_index, read_yanked
from requirements.audit.licences import find_licence_fault, find_licence_faults
from requirements.audit.npm_lock import find_npm_faults
from requirements.audit.python_lock import Locked, find_hash_faults, read_lock

SHA256 = "sha256:" + "a" * 64
SHA512 = "sha512-" + "A" * 86 + "=="
SOUND = {"version": "1.0.0", "integrity": SHA512, "license": "MIT"}


def test_what_is_locked_is_sound() -> None:
    assert check_locks() == []
    locked, _ = read_lock(PYTHON_LOCK.read_text(encoding="utf-8"))
    assert len(locked) > 80
    assert set(NPM_LOCKS) == {
        Path(ROOT, name)
        for name in subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()
        if name.endswith("package-lock.json")
    }


def test_a_lock_is_read_with_markers_and_hashes() -> None:
    text = (
        f"# by hand\na-b[extra]==1.0 ; sys_platform == 'win32' \\\n    --hash={SHA256} \\\n    --hash={SHA256}\nc==2\n"
    )
    assert read_lock(text) == (
        [Locked("a-b", "1.0", "sys_platform == 'win32'", (SHA256, SHA256)), Locked("c", "2", "", ())],
        [],
    )
    assert [package.is_for_here() for package in read_lock(text)[0]] == [sys.platform == "win32", True]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("a>=1", "not-pinned"),
        ("a", "not-pinned"),
        ("a @ https://example.com/a.whl", "not-pinned"),
        ("git+https://example.com/a.git", "not-pinned"),
        ("--extra-index-url https://example.com/simple", "option"),
        ("-e .", "option"),
    ],
)
def test_what_is_no_pinned_package_is_found(line: str, code: str) -> None:
    locked, findings = read_lock(f"{line}\n")
    assert (locked, [(finding.package, finding.code) for finding in findings]) == ([], [(line, code)])


def test_packages_without_hashes_are_found() -> None:
    locked = [Locked("a", "1", "", ()), Locked("b", "1", "", (SHA256, "md5:00")), Locked("c", "1", "", (SHA256,))]
    assert [(finding.package, finding.code) for finding in find_hash_faults(locked)] == [
        ("a==1", "without-hash"),
        ("b==1", "weak-hash"),
    ]


@pytest.mark.parametrize(
    ("path", "change", "code"),
    [
        ("node_modules/a", {"integrity": None}, "without-hash"),
        ("node_modules/a", {"integrity": "sha1-AAAA"}, "without-hash"),
        ("node_modules/a", {"resolved": "https://example.com/a/-/a-1.0.0.tgz"}, "foreign-source"),
        ("node_modules/a", {"resolved": "git+ssh://git@example.com/a.git#1"}, "foreign-source"),
        ("node_modules/a", {"resolved": "https://registry.npmjs.org/b/-/b-1.0.0.tgz"}, "other-package"),
        ("node_modules/a", {"hasInstallScript": True}, "install-script"),
        ("node_modules/a", {"deprecated": "use b"}, "deprecated"),
        ("node_modules/a", {"license": "AGPL-3.0-only"}, "licence"),
        ("node_modules/a", {"license": None}, "licence"),
        ("node_modules/b/node_modules/@x/a", {"license": "UNLICENSED"}, "licence"),
    ],
)
def test_npm_entries_that_must_not_be_are_found(path: str, change: dict[str, Any], code: str) -> None:
    entry = {key: value for key, value in {**SOUND, **change}.items() if value is not None}
    found = find_npm_faults({"lockfileVersion": 3, "packages": {"": {"name": "ours"}, path: entry}})
    name = "@x/a" if "@x" in path else "a"
    assert [(finding.package, finding.code) for finding in found] == [(f"{name}@1.0.0", code)]


def test_sound_npm_entries_pass() -> None:
    packages = {
        "node_modules/a": SOUND,
        "node_modules/@x/b": {**SOUND, "resolved": "https://registry.npmjs.org/@x/b/-/b-1.0.0.tgz"},
        "node_modules/alias": {**SOUND, "name": "c", "resolved": "https://registry.npmjs.org/c/-/c-1.0.0.tgz"},
        "node_modules/ours": {"link": True},
    }
    assert find_npm_faults({"lockfileVersion": 3, "packages": packages}) == []
    assert [finding.code for finding in find_npm_faults({"lockfileVersion": 1})] == ["unknown-lock"]
    scripted = {"lockfileVersion": 3, "packages": {"node_modules/a": {**SOUND, "hasInstallScript": True}}}
    assert find_npm_faults(scripted, scripts_ignored=True) == []


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("(MIT OR GPL-3.0-only)", True),
        ("GPL-3.0-only OR Apache-2.0 AND MIT", True),
        ("MIT AND (GPL-3.0-only OR ISC)", True),
        ("MIT AND GPL-3.0-only", False),
        ("(MIT OR ISC", False),
        ("MIT ISC", False),
        ("SEE LICENSE IN terms.txt", False),
        ("", False),
    ],
)
def test_licence_expressions(expression: str, allowed: bool) -> None:
    assert (find_licence_fault(expression) is None) is allowed


def test_licences_of_python_packages() -> None:
    locked = [Locked(name, "1", "", ()) for name in ("good", "bad", "gone")]
    locked.append(Locked("elsewhere", "1", "python_version < '3'", ()))

    def read(name: str) -> str:
        if name == "gone":
            raise PackageNotFoundError(name)
        return {"good": "MIT", "bad": "AGPL-3.0-only"}[name]

    assert [(finding.package, finding.code) for finding in find_licence_faults(locked, read)] == [
        ("bad==1", "licence"),
        ("gone==1", "not-installed"),
    ]


def test_versions_that_were_taken_back_are_read() -> None:
    said = 'Resolved 2 packages\nwarning: `a==1.0` is yanked (reason: "broken")\nwarning: `b==2` is yanked\n'
    assert read_yanked(said) == [
        Finding("a==1.0", "yanked", "its authors took it back: broken"),
        Finding("b==2", "yanked", "its authors took it back: they do not say why"),
    ]


def test_uv_says_what_was_taken_back(tmp_path: Path) -> None:
    """Against an index of our own, so that the wording of the installed uv is what is read."""
    page = tmp_path / "index" / "a"
    page.mkdir(parents=True)
    wheel = tmp_path / "a-1.0-py3-none-any.whl"
    wheel.touch()
    (page / "index.html").write_text(f'<a href="{wheel.as_uri()}" data-yanked="broken &amp; sold">{wheel.name}</a>')
    lock = tmp_path / "lock.txt"
    lock.write_text("a==1.0\n")
    options = ["--no-config", "--no-cache", "--default-index", (tmp_path / "index").as_uri()]
    assert ask_index(lock, options) == [Finding("a==1.0", "yanked", "its authors took it back: broken & sold")]


def test_an_index_that_is_away_is_told(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("a==1.0\n")
    with pytest.raises(SourceUnreachable, match="No solution found"):
        ask_index(lock, ["--no-config", "--no-cache", "--offline"])


def test_answers_of_pip_audit() -> None:
    weak = {"id": "PYSEC-1", "fix_versions": ["2", "3"], "aliases": [], "description": "…"}
    dependencies: list[dict[str, Any]] = [
        {"name": "a", "version": "1", "vulns": [weak, {"id": "PYSEC-2", "fix_versions": []}]},
        {"name": "b", "version": "1", "vulns": []},
    ]
    assert read_pip_audit(json.dumps({"dependencies": dependencies, "fixes": []})) == [
        Finding("a==1", "advisory", "PYSEC-1; mended in 2, 3"),
        Finding("a==1", "advisory", "PYSEC-2; mended in no version yet"),
    ]
    dependencies.append({"name": "c", "skip_reason": "not found"})
    with pytest.raises(SourceUnreachable, match="1 of 3 packages were not looked up: not found"):
        read_pip_audit(json.dumps({"dependencies": dependencies}))
    for nothing in ('{"dependencies": []}', "[]", "no such service"):
        with pytest.raises(SourceUnreachable):
            read_pip_audit(nothing)


def test_answers_of_npm_audit() -> None:
    via = [{"title": "Escape", "url": "https://example.com/1"}, "b"]
    answer = {"vulnerabilities": {"a": {"severity": "high", "via": via}}}
    assert read_npm_audit(json.dumps(answer)) == [
        Finding("a", "advisory", "high: Escape (https://example.com/1); by b")
    ]
    assert read_npm_audit('{"vulnerabilities": {}}') == []
    with pytest.raises(SourceUnreachable, match="405 Method Not Allowed"):
        read_npm_audit('{"message": "405 Method Not Allowed", "statusCode": 405}')


def test_a_silent_source_is_told_loudly_and_findings_of_others_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    def silent() -> list[Finding]:
        raise SourceUnreachable("no such host")

    finding = Finding("a==1", "advisory", "PYSEC-1")
    assert ask([("one", silent), ("two", lambda: [finding])]) == ([finding], ["one: no such host"])
    report("advisories", [], ["one: no such host"])
    said = capsys.readouterr().out
    assert "NOT LOOKED UP: advisories" in said
    assert "one: no such host" in said
    assert "nothing found" not in said
    report("advisories", [], [])
    assert capsys.readouterr().out == "advisories: nothing found\n"


@pytest.mark.parametrize(
    ("found", "silent", "tolerant", "code"),
    [
        ([], [], False, 0),
        ([], ["npm: away"], True, 0),
        ([], ["npm: away"], False, UNREACHABLE),
        ([Finding("a==1", "advisory", "PYSEC-1")], ["npm: away"], True, FOUND),
    ],
)
def test_exit_codes(
    found: list[Finding], silent: list[str], tolerant: bool, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("requirements.audit.__main__.ask", lambda _sources: (found, silent))
    assert main(["advisories", *(["--unreachable-ok"] if tolerant else [])]) == code


def test_a_finding_fails_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("requirements.audit.__main__.ask", lambda _sources: ([Finding("a==1", "yanked", "")], []))
    assert main(["locks"]) == FOUND


def test_continuous_integration_audits() -> None:
    """``make check`` holds the audit of the lock files, and ``.ci/run`` the one of advisories, which may be away."""
    planned = subprocess.run(["make", "-n", "check"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "-m requirements.audit locks" in planned
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "make advisories ARGS=--unreachable-ok" in run
    assert "unreachable" not in (ROOT / ".ci" / "audit").read_text(encoding="utf-8").split("\n", 4)[4]
