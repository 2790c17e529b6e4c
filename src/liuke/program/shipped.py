"""Files that ship with Liuke: of the repository when run from one, else of the installed package."""

from __future__ import annotations

from pathlib import Path

import liuke


def find_share_folder(name: str) -> Path | None:
    """``programs`` as shipped."""
    package = Path(liuke.__file__).parent
    return next((folder for folder in (*of_repository(name), package / "_share" / name) if folder.is_dir()), None)


def of_repository(name: str) -> list[Path]:
    """A folder of the repository, where this is run from one."""
    repository = Path(liuke.__file__).parent.parent.parent
    return [repository / name] if (repository / "pyproject.toml").is_file() else []
