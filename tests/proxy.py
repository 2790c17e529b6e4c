"""A socket before the server's that cuts a connection at the worst moment."""

import select
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit


def _carry(client: socket.socket, server: socket.socket, cuts: list[bool]) -> None:
    """Carry bytes both ways; at the first COMMIT cut both, before or after the server has answered it."""
    while True:
        for ready in select.select([client, server], [], [])[0]:
            data = ready.recv(65536)
            if not data:
                return
            if ready is client and b"COMMIT;" in data and cuts:
                if cuts.pop():
                    server.sendall(data)
                    answer = b""
                    while b"COMMIT\0" not in answer:
                        answer += server.recv(65536)
                return
            (server if ready is client else client).sendall(data)


def _find_socket(dsn: str) -> Path:
    return Path(parse_qs(urlsplit(dsn).query)["host"][0]) / ".s.PGSQL.5432"


def _render_dsn(dsn: str, folder: Path) -> str:
    return urlsplit(dsn)._replace(query=f"host={quote(str(folder), safe='')}&port=5432").geturl()


@contextmanager
def cutting_proxy(dsn: str, folder: Path, *, after_commit: bool, cuts: list[bool] | None = None) -> Iterator[str]:
    """The address of a proxy for `dsn` that cuts one connection at its COMMIT and no other.

    Args:
        dsn: of a server behind a unix socket.
        folder: where the proxy's own socket lies.
        after_commit: True lets the server commit and withholds the answer; False withholds the COMMIT.
        cuts: What is still to be cut, for a caller who says when: nothing until `after_commit` is appended to it.
    """
    upstream = _find_socket(dsn)
    cuts = [after_commit] if cuts is None else cuts
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(folder / ".s.PGSQL.5432"))
    listening.listen()
    threads: list[threading.Thread] = []

    def carry(client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server, suppress(OSError):
            server.connect(str(upstream))
            _carry(client, server, cuts)

    def accept() -> None:
        with suppress(OSError):
            while True:
                threads.append(threading.Thread(target=carry, args=(listening.accept()[0],)))
                threads[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield _render_dsn(dsn, folder)
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        accepting.join()
        listening.close()
        for thread in threads:
            thread.join(timeout=10)


@contextmanager
def silent_proxy(dsn: str) -> Iterator[tuple[str, threading.Event]]:
    """The address of a proxy for `dsn`, and what makes it silent when it is set.

    Connections then stay open and new ones are taken, but nothing is carried any more: as with a server that stands
    still, or that nothing reaches.
    """
    silent, over = threading.Event(), threading.Event()
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"{folder}/.s.PGSQL.5432")
        listening.listen()
        threads: list[threading.Thread] = []

        def carry(client: socket.socket) -> None:
            with client, socket.socket(socket.AF_UNIX) as server, suppress(OSError):
                server.connect(str(_find_socket(dsn)))
                while not over.is_set():
                    for ready in select.select([client, server], [], [], 0.02)[0]:
                        if silent.is_set():
                            over.wait()
                            return
                        data = ready.recv(65536)
                        if not data:
                            return
                        (server if ready is client else client).sendall(data)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    threads.append(threading.Thread(target=carry, args=(listening.accept()[0],)))
                    threads[-1].start()

        threads.append(threading.Thread(target=accept))
        threads[0].start()
        try:
            yield _render_dsn(dsn, Path(folder)), silent
        finally:
            over.set()
            listening.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join(timeout=10)
