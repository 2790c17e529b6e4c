"""What the index itself says against a locked version: its authors took it back (PEP 592)."""

from __future__ import annotations

import re
import subprocess
import sysconfig
from collections.abc import Sequence
from pathlib import Path

from requirements.audit.findings import Finding, SourceUnreachable

_YANKED = re.compile(r"`(?P<package>[^`]+)` is yanked(?: \(reason: \"(?P<reason>.*)\"\))?")
UV = Path(sysconfig.get_path("scripts")) / "uv"


def ask_index(lock: Path, options: Sequence[str] = ()) -> list[Finding]:
    """Locked versions that were taken back, as uv is told when it resolves the lock file once more.

    Raises:
        SourceUnreachable: the index did not answer.
    """
    command = [UV, "pip", "compile", "--no-deps", "--universal", "--no-header", "--color=never", *options, lock]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own uv
    if done.returncode != 0:
        raise SourceUnreachable(done.stderr.strip().partition("\n")[0][:300])
    return read_yanked(done.stderr)


def read_yanked(said: str) -> list[Finding]:
    """The warnings among what uv said."""
    return [
        Finding(found["package"], "yanked", f"its authors took it back: {found['reason'] or 'they do not say why'}")
        for found in _YANKED.finditer(said)
    ]
