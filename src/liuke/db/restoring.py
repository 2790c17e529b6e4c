"""Running pg_restore against a server that may be older than the program.

Since version 17 the program begins with ``SET transaction_timeout = 0``, which a server of version 16 does not know.
For such a server the restore is taken as a script, that line is left out, and psql runs the rest in one transaction.
"""

import asyncio
import os
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from pathlib import Path

from liuke.db.account import clean_environment
from liuke.db.binaries import Binaries
from liuke.db.url import split_password

KNOWS_TRANSACTION_TIMEOUT = 170_000
"""``server_version_num`` of the first version that knows the setting."""
_UNKNOWN = b"SET transaction_timeout = 0;\n"
_HEAD_LINES = 16
"""The settings come first, in the second ten lines at the latest; what follows are statements and rows."""
_CHUNK_BYTES = 1024 * 1024


async def run_restore(binaries: Binaries, dsn: str, path: Path, server_version: int) -> tuple[int, str]:
    """Restore the dump in one transaction; returns the exit code and what the programs complained about."""
    bare, password = split_password(dsn)
    environ = clean_environment({"PGPASSWORD": password} if password else None)
    restore, psql = (os.fspath(binaries.program(name)) for name in ("pg_restore", "psql"))
    if server_version >= KNOWS_TRANSACTION_TIMEOUT:
        options = ["--single-transaction", "--exit-on-error", f"--dbname={bare}", str(path)]
        process = await _start(restore, *options, environ=environ, stdout=DEVNULL)
        return await _finish([process])
    writer = await _start(restore, "--exit-on-error", "--file=-", str(path), environ=environ, stdout=PIPE)
    options = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", "--file=-"]
    reader = await _start(psql, *options, f"--dbname={bare}", environ=environ, stdin=PIPE, stdout=DEVNULL)
    return await _finish([writer, reader])


async def _start(program: str, *options: str, environ: dict[str, str], stdout: int, stdin: int = DEVNULL) -> Process:
    return await asyncio.create_subprocess_exec(
        program, *options, stdin=stdin, stdout=stdout, stderr=PIPE, env=environ, limit=_CHUNK_BYTES
    )


async def _finish(processes: list[Process]) -> tuple[int, str]:
    """Wait for all; whatever goes wrong, none is left, and a script that is not whole is never committed."""
    try:
        complaints = [asyncio.create_task(_read_all(process)) for process in processes]
        if len(processes) == 2:
            await _carry(*processes)
        codes = [await process.wait() for process in processes]
        said = [(await complaint).decode("utf-8", errors="replace").strip() for complaint in complaints]
        return max(map(abs, codes)), "\n".join(filter(None, said))
    finally:
        for process in processes:
            if process.returncode is None:
                process.kill()
                await process.wait()


async def _read_all(process: Process) -> bytes:
    assert process.stderr is not None
    return await process.stderr.read()


async def _carry(writer: Process, reader: Process) -> None:
    """Hand the script over. The reader sees its end only when the writer ended well; else it is killed before."""
    assert writer.stdout is not None
    assert reader.stdin is not None
    with suppress(BrokenPipeError, ConnectionResetError):  # the reader gave up, and says why
        for _ in range(_HEAD_LINES):
            line = await writer.stdout.readline()
            reader.stdin.write(b"" if line == _UNKNOWN else line)
        while chunk := await writer.stdout.read(_CHUNK_BYTES):
            reader.stdin.write(chunk)
            await reader.stdin.drain()
    if reader.stdin.is_closing():
        writer.kill()
    elif await writer.wait() != 0:
        reader.kill()
    reader.stdin.close()
