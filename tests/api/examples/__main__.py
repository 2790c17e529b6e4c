"""``python -m tests.api.examples``: call every operation, write the examples whose shape changed (``--anew``: all)."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.api.examples.story import run_story, write_examples
from tests.server import Administrator, join_run, leave_run, make_run_dir, start_shared


def main() -> int:
    run_dir = make_run_dir()
    descriptor = join_run(run_dir)
    administrator = Administrator(start_shared(run_dir))
    database = administrator.make_database()
    try:
        with tempfile.TemporaryDirectory() as folder:
            kept, failed = run_story(database, Path(folder))
    finally:
        administrator.drop_database(database)
        administrator.close()
        leave_run(run_dir, descriptor)
    sys.stderr.write("".join(f"{line}\n" for line in failed))
    sys.stdout.write(f"{write_examples(kept, anew='--anew' in sys.argv)} of {len(kept)} examples were written\n")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
