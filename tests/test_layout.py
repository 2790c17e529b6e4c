"""Where things stand: SQL in stores alone, so that whoever changes a table knows where to look."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "liuke"
_STATEMENT = re.compile(
    r"\s*(SELECT|INSERT\s+INTO|UPDATE|DELETE\s+FROM|WITH|CREATE|ALTER|DROP|TRUNCATE|LOCK|SET|SHOW|COPY|CALL|DO|LISTEN"
    r"|NOTIFY|GRANT|REVOKE|VACUUM|ANALYZE)\s+\S"
)
ALLOWED = {
    "db": "owns the database: its servers, roles, migrations, dumps, and the settings of a transaction",
    "hooks/law.py": "how many rows a law looks at",
    "replay/cancels.py": "DuckDB over a merchant's files",
    "replay/events.py": "DuckDB over a merchant's files",
    "replay/log_files.py": "DuckDB over a merchant's files",
    "replay/log_stage.py": "DuckDB over a merchant's files",
    "replay/reconcile.py": "DuckDB over a merchant's files",
    "replay/report.py": "DuckDB over a merchant's files",
    "replay/source.py": "DuckDB over a merchant's files",
    "replay/stage.py": "DuckDB over a merchant's files",
    "replay/staging.py": "the settings of DuckDB over a merchant's files",
    "ledger/finance.py": "DuckDB writes the files of reports",
    "bulk/files.py": "DuckDB writes the files of exports",
    "bulk/rows.py": "DuckDB reads the files of imports",
}
"""Folders and files beside the stores and the laws (a law is data, and is a query), and why."""


def is_store(place: Path) -> bool:
    return place.stem in {"store", "laws"} or place.stem.endswith(("_store", "_laws")) or "stores" in place.parts


def find_statements(text: str) -> Iterator[tuple[int, str]]:
    """Line and beginning of every piece of text that begins as a statement does."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _STATEMENT.match(node.value):
            yield node.lineno, " ".join(node.value.split())[:60]


def test_statements_are_found() -> None:
    text = '''
A = "SELECT 1"
B = """
UPDATE t SET a = 1
"""
C = f"SET LOCAL {A} = on"
D = "Select a member, update nothing, delete from no list"
'''
    assert list(find_statements(text)) == [(2, "SELECT 1"), (3, "UPDATE t SET a = 1"), (6, "SET LOCAL")]


def test_sql_stands_in_stores_alone() -> None:
    found = list[str]()
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE)
        if is_store(place) or place.parts[0] in ALLOWED or place.as_posix() in ALLOWED:
            continue
        statements = find_statements(path.read_text(encoding="utf-8"))
        found += [f"{place}:{line}: {text}" for line, text in statements]
    assert found == []


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_allowed_is_needed(name: str) -> None:
    place = PACKAGE / name
    files = place.rglob("*.py") if place.is_dir() else [place]
    assert any(list(find_statements(file.read_text(encoding="utf-8"))) for file in files)


def find_lost_descriptions(text: str) -> Iterator[int]:
    """Lines of strings that stand below a field of the program as if they described it."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.ClassDef):
            continue
        for field, below in itertools.pairwise(node.body):
            is_field = isinstance(field, ast.AnnAssign) and "json_schema_extra=hint(" in ast.unparse(field)
            if is_field and isinstance(below, ast.Expr):
                yield below.lineno


def test_a_field_is_described_by_its_description() -> None:
    """Strings below fields would have to be read from the source whenever a process starts: a third of the start."""
    assert list(
        find_lost_descriptions('class A:\n    b: int = Field(json_schema_extra=hint(1, 2))\n    """Words."""\n')
    ) == [3]
    found = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for line in find_lost_descriptions(path.read_text(encoding="utf-8"))
    ]
    assert found == []


# -- who imports whom -------------------------------------------------------------------------------------------------
RECURSIVE = {
    "decision": {"agreed", "consents", "domain", "draws", "fields", "hooks", "overlay", "rewards", "turn"},
}
"""Modules whose types name one another: a program is made of what reacts to a turn, and a turn has a program."""


def list_imports(name: str, text: str, known: set[str]) -> set[str]:
    """Modules that a module imports, for types alone as well."""
    found = set[str]()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= inner & known or {node.module}
    return (found & known) - {name}


def find_circles(imports: dict[str, set[str]]) -> list[set[str]]:
    """Sets of modules each of which imports every other one, itself or through others."""

    def reach(start: str) -> set[str]:
        seen, waiting = set[str](), [start]
        while waiting:
            for name in imports[waiting.pop()] - seen:
                seen.add(name)
                waiting.append(name)
        return seen

    reached = {name: reach(name) for name in imports}
    circles = list[set[str]]()
    for name in sorted(imports):
        circle = {other for other in reached[name] if name in reached[other]}
        if circle and circle not in circles:
            circles.append(circle)
    return circles


def test_circles_are_found() -> None:
    imports = {"a": {"b"}, "b": {"c", "d"}, "c": {"a"}, "d": set[str](), "e": {"f"}, "f": {"e", "d"}}
    assert find_circles(imports) == [{"a", "b", "c"}, {"e", "f"}]


def test_no_modules_import_one_another() -> None:
    """Also not for types alone, but where types are made of one another."""
    paths = {
        ".".join(("liuke", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): path
        for path in PACKAGE.rglob("*.py")
    }
    imports = {name: list_imports(name, path.read_text(encoding="utf-8"), set(paths)) for name, path in paths.items()}
    allowed = [{f"liuke.{package}.{name}" for name in names} for package, names in RECURSIVE.items()]
    assert find_circles(imports) == allowed


def list_packages() -> list[Path]:
    return sorted(place.parent for place in PACKAGE.glob("*/__init__.py"))


@pytest.mark.parametrize("package", list_packages(), ids=lambda package: package.name)
def test_a_package_says_what_it_is_and_what_it_does_not_own(package: Path) -> None:
    said = (package / "README.md").read_text(encoding="utf-8")
    assert re.match(rf"# {package.name}\b", said)
    assert re.search(r"^## Does not own\n+\S", said, flags=re.MULTILINE)


def test_files_and_functions_stay_small() -> None:
    files = {path: path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
    assert [str(path) for path, text in files.items() if text.count("\n") > 500] == []
    functions = (
        (path, node)
        for path, text in files.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    assert [f"{path.name} {node.name}" for path, node in functions if (node.end_lineno or 0) - node.lineno >= 60] == []
