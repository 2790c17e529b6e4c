"""The bound of open files is raised to what the system allows."""

from __future__ import annotations

import resource
import subprocess
import sys

CODE = """
import resource
from liuke.kernel.open_files import raise_open_files
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
print(raise_open_files(), *resource.getrlimit(resource.RLIMIT_NOFILE))
"""


def raised(soft: int, hard: int) -> list[int]:
    code = CODE.format(soft=soft, hard=hard)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return [int(part) for part in done.stdout.split()]


def test_the_bound_is_raised_and_never_lowered() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    most = 4_096 if hard == resource.RLIM_INFINITY else min(hard, 4_096)
    assert raised(256, most) == [most, most, most]
    assert raised(most, most) == [most, most, most]
