"""The files of a history: where they are, what columns they have, and whether they fit the mapping."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from liuke.kernel.errors import Fault
from liuke.replay import mapping as m
from liuke.replay.columns import Columns, literal
from liuke.replay.encodings import read_as_utf8
from liuke.replay.errors import SourceMismatch, SourceUnreadable, name_columns
from liuke.replay.long_cells import has_long_lines, shorten_cells
from liuke.replay.text_rows import read_records

FILE_COLUMN = "__file"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that exists, or several of one pattern.

    Args:
        relation: SQL that reads it.
        types: Of its columns.
        is_csv: Whether it is text.
        encoding: Of a CSV file.
        paths: Where it lies; later exports have later names.
    """

    relation: str
    types: dict[str, str]
    is_csv: bool
    encoding: str = ""
    paths: tuple[str, ...] = ()

    @property
    def numbered(self) -> str:
        """The relation with the path of each row's file, as a column of its own."""
        return f"{self.relation[:-1]}, filename={literal(FILE_COLUMN)})"

    def columns(self, alias: str) -> Columns:
        """Its columns under an alias."""
        return Columns(alias, self.types)


def locate(declared: Mapping[str, m.InputFile], files: Path | Mapping[str, Path], *, main: str) -> dict[str, list[str]]:
    """Paths of the declared files that exist, by name.

    Args:
        declared: Files of a mapping.
        files: The folder that holds them; or one file, the others standing beside it; or a path by name.
        main: Which of them one file is.
    """
    if isinstance(files, Path):
        folder = files if files.is_dir() else files.parent
        given = {} if files.is_dir() else {main: files}
        wanted = {name: given.get(name, folder / spec.path) for name, spec in declared.items()}
    else:
        wanted = {name: path for name, path in files.items() if name in declared}
    found: dict[str, list[str]] = {}
    for name, path in wanted.items():
        paths = [str(path)] if path.is_file() else sorted(glob.glob(str(path)))  # noqa: PTH207 - absolute patterns
        if paths:
            found[name] = paths
    return found


def is_parquet(spec: m.InputFile, paths: list[str]) -> bool:
    """Whether files are read as Parquet: as the mapping says, or by the ending of the first."""
    return spec.format == "parquet" or (spec.format == "auto" and Path(paths[0]).suffix in {".parquet", ".pq"})


def _relation(spec: m.InputFile, paths: list[str], *, tolerant: bool) -> tuple[str, bool]:
    listed = "[" + ", ".join(literal(path) for path in paths) + "]"
    if is_parquet(spec, paths):
        return f"read_parquet({listed}, union_by_name=true)", False
    rejects = ", store_rejects=true" if tolerant else ""
    options = f"header=true, all_varchar=true, delim={literal(spec.delimiter)}, quote='\"', escape='\"', nullstr=''"
    return f"read_csv({listed}, {options}{rejects})", True


def _named_columns(mapping: m.Mapping) -> Iterator[tuple[str, str, str]]:
    """Every column that the mapping names, as (path in the mapping, file, column)."""
    orders = mapping.orders
    for path, part in (
        ("orders", orders),
        ("refunds", mapping.refunds),
        ("redemptions", mapping.redemptions),
    ):
        if part is not None and not isinstance(part, m.CancelLines | m.OrderColumns):
            yield from _plain_columns(path, part.file, part)
    if isinstance(mapping.refunds, m.CancelLines):
        for index, rule in enumerate(mapping.refunds.when):
            yield f"refunds.when.{index}.column", orders.file, rule.column
    if isinstance(mapping.refunds, m.OrderColumns):
        yield from _plain_columns("refunds", orders.file, mapping.refunds)
    if orders.dimension:
        yield from _plain_columns("orders.dimension", orders.dimension.file, orders.dimension)
    if mapping.profile:
        yield from _plain_columns("profile", mapping.profile.file, mapping.profile)
    if mapping.campaigns:
        for name in ("received", "facts", "coupons"):
            part = getattr(mapping.campaigns, name)
            if part is not None:
                yield from _plain_columns(f"campaigns.{name}", part.file, part)


_NOT_COLUMNS = {
    "file",
    "time_format",
    "timestamp_zone",
    "duplicates",
    "below_zero",
    "category_totals",
    "unknown_category",
    "unit",
    "rounding",
    "kind",
}


def list_columns(mapping: m.Mapping, file: str) -> list[str]:
    """Every column of a file that the mapping names."""
    return sorted({column for _, name, column in _named_columns(mapping) if name == file})


def _plain_columns(path: str, file: str, part: m.Part) -> Iterator[tuple[str, str, str]]:
    for name in type(part).model_fields:
        value = getattr(part, name)
        here = f"{path}.{name}"
        if value is None or name in _NOT_COLUMNS or isinstance(value, m.Dimension):
            continue
        if isinstance(value, str):
            yield here, file, value
        elif isinstance(value, dict):
            yield from ((f"{here}.{key}", file, str(column)) for key, column in value.items())  # pyright: ignore - any part of a mapping
        elif isinstance(value, m.Part):
            yield from _plain_columns(here, file, value)
        elif isinstance(value, list):
            for index, item in enumerate(value):  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType] - as above
                if isinstance(item, m.Rule):
                    yield f"{here}.{index}.column", item.file or file, item.column
                else:
                    yield f"{here}.{index}", file, str(item)  # pyright: ignore[reportUnknownArgumentType] - as above


def find_files(
    connection: duckdb.DuckDBPyConnection, mapping: m.Mapping, files: Path | Mapping[str, Path], folder: Path
) -> dict[str, FoundFile]:
    """Locate the declared files and check that they have every column that the mapping names.

    Args:
        connection: Where the files are looked into.
        mapping: The mapping.
        files: The folder that holds them; or the orders' file, the others standing beside it; or a path by name.
        folder: Where files that are not in UTF-8 are rewritten.

    Returns:
        The files that exist by name; absent optional ones are left out.

    Raises:
        SourceMismatch: Files or columns are missing; all of them are listed.
        SourceUnreadable: A file is not what its format says.
    """
    faults: list[Fault] = []
    if not isinstance(files, Path):
        faults += [
            Fault(f"files.{name}", "unknown-file", "the mapping declares no such file", "remove it")
            for name in files
            if name not in mapping.files
        ]
    located = locate(mapping.files, files, main=mapping.orders.file)
    found: dict[str, FoundFile] = {}
    for name, spec in mapping.files.items():
        if name in located:
            paths, encoding = _read_as_utf8(spec, located[name], folder, list_columns(mapping, name))
            relation, is_csv = _relation(spec, paths, tolerant=name == mapping.orders.file)
            found[name] = FoundFile(relation, _describe(connection, name, relation), is_csv, encoding, tuple(paths))
        elif not spec.optional or name == mapping.orders.file:
            faults.append(Fault(f"files.{name}", "missing-file", f"{spec.path} was not found", "give its path"))
    for path, file, column in _named_columns(mapping):
        if file in found and column not in found[file].types:
            faults.append(_miss_column(path, file, column, found[file]))
    faults += _find_doubled(mapping, found)
    if faults:
        raise SourceMismatch(f"{len(faults)} fault(s)", faults=faults)
    return found


def _miss_column(path: str, file: str, column: str, found: FoundFile) -> Fault:
    """That a file has no such column; and why none of them is there, where that can be seen."""
    names, fix = list(found.types), ""
    if found.is_csv and len(names) == 1:
        parts = next((one for one in (";", "\t", "|", ",") if one in names[0]), "")
        fix = f"set delimiter: {parts!r} for this file" if parts else ""
        if all(not Path(one).stat().st_size for one in found.paths):
            return Fault(path, "missing-column", f"file {file!r} is empty", "export it again")
    return Fault(path, "missing-column", f"file {file!r} has no column {column!r} ({name_columns(names)})", fix)


def _find_doubled(mapping: m.Mapping, found: Mapping[str, FoundFile]) -> Iterator[Fault]:
    """Columns that the mapping names and a CSV has twice: which of the two is meant, nobody knows."""
    heads = dict[str, list[str]]()
    for name, file in found.items():
        if file.is_csv:
            spec, path = mapping.files[name], Path(file.paths[0])
            head = next(read_records(path, path.name, spec.delimiter), None)
            heads[name] = [cell.strip().lower() for cell in head[1]] if head is not None else []
    for path, file, column in _named_columns(mapping):
        if heads.get(file, []).count(column.strip().lower()) > 1:
            yield Fault(path, "doubled-column", f"file {file!r} has two columns {column!r}", "name each column once")


_BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""First bytes of workbooks, of today's kind (a zip archive) and of the old one."""


def refuse_books(paths: list[str]) -> None:
    """A workbook would be taken for text in some encoding, in which no column has a name that is known.

    Raises:
        SourceUnreadable: one of the files is a workbook, or Parquet under another name.
    """
    for path in map(Path, paths):
        with path.open("rb") as file:
            begins = file.read(4)
        if begins == b"PAR1":
            raise SourceUnreadable(f"{path.name} is Parquet", fix="set `format: parquet` for it in the mapping")
        if path.suffix.lower() in {".xlsx", ".xls", ".xlsm", ".ods"} or begins in _BOOKS:
            raise SourceUnreadable(
                f"{path.name} is a workbook of a spreadsheet program and no CSV",
                fix="save its sheet as 'CSV UTF-8', or as Parquet, and name that file",
            )


def _read_as_utf8(spec: m.InputFile, paths: list[str], folder: Path, named: list[str]) -> tuple[list[str], str]:
    if is_parquet(spec, paths):
        return paths, ""
    refuse_books(paths)
    read = [read_as_utf8(Path(path), spec.encoding, folder) for path in paths]
    short = [shorten_cells(path, spec.delimiter, named, folder) if has_long_lines(path) else path for path, _ in read]
    return [str(path) for path in short], ", ".join(sorted({encoding for _, encoding in read}))


def _describe(connection: duckdb.DuckDBPyConnection, name: str, relation: str) -> dict[str, str]:
    try:
        rows = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        said, fix = str(error).splitlines()[0], ""
        if "sniffing" in said:
            said = "its rows cannot be told apart"
            fix = "look for a quotation mark that is opened and not closed, or name the delimiter and encoding"
        raise SourceUnreadable(f"file {name!r}: {said}", fix=fix) from error
    return {str(row[0]): str(row[1]) for row in rows}
