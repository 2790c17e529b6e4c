"""A network before the server that does to one request after another what it is told."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

Act = Literal["pass", "lose_request", "lose_answer", "cut_answer", "bad_gateway", "busy", "stall", "trickle"]
"""``lose_request``: cut before it reaches the server; ``lose_answer``: the server carries it out and nobody hears of
it; ``cut_answer``: the answer breaks off in the middle; ``busy``: 429 with Retry-After; ``stall``: silence;
``trickle``: the answer's body comes a byte at a time."""


@dataclass
class Seen:
    """A request that came through."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Network:
    """What was seen, and what is still to be done: the first act is for the next request; after the last, all pass."""

    url: str = ""
    acts: list[Act] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    retry_after: str = "1"
    lock: threading.Lock = field(default_factory=threading.Lock)

    def plan(self, *acts: Act) -> None:
        """Forget what was seen, and do this."""
        with self.lock:
            self.acts, self.seen = list(acts), []

    def next_act(self, seen: Seen) -> Act:
        with self.lock:
            self.seen.append(seen)
            return self.acts.pop(0) if self.acts else "pass"

    @property
    def keys(self) -> list[str]:
        """Idempotency keys of what was seen."""
        return [one.headers.get("idempotency-key", "") for one in self.seen]


@contextmanager
def faulty_network(upstream: str) -> Iterator[Network]:
    """A network in front of ``upstream`` (http://host:port)."""
    target = urlsplit(upstream)
    assert target.hostname is not None
    assert target.port is not None
    address = (target.hostname, target.port)
    network = Network()
    listening = socket.create_server(("127.0.0.1", 0))
    network.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    ended = threading.Event()
    open_sockets = set[socket.socket]()

    def carry(client: socket.socket) -> None:
        open_sockets.add(client)
        with client, suppress(OSError):
            rest = b""
            while True:
                raw, rest = _read_message(client, rest)
                if not raw or not _do(network.next_act(_parse(raw)), raw, client, address, network, ended):
                    break
        open_sockets.discard(client)

    def accept() -> None:
        with suppress(OSError):
            while True:
                client, _ = listening.accept()
                threading.Thread(target=carry, args=(client,), daemon=True).start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield network
    finally:
        ended.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        accepting.join()
        for one in list(open_sockets):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


def _do(
    act: Act, raw: bytes, client: socket.socket, address: tuple[str, int], network: Network, ended: threading.Event
) -> bool:
    """Do it; whether the connection goes on."""
    if act == "lose_request":
        return False
    if act == "stall":
        ended.wait(30)
        return False
    if act in {"bad_gateway", "busy"}:
        page = b"<html><h1>Bad\n Gateway</h1></html>"
        head = (
            b"HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\n"
            if act == "bad_gateway"
            else b"HTTP/1.1 429 Too Many Requests\r\ncontent-type: text/html\r\nretry-after: %s\r\n"
            % network.retry_after.encode()
        )
        client.sendall(head + b"content-length: %d\r\n\r\n" % len(page) + page)
        return True
    with socket.create_connection(address) as server:
        server.sendall(raw)
        answer, _ = _read_message(server, b"")
    if act == "lose_answer":
        return False
    if act == "cut_answer":
        client.sendall(answer[: len(answer) - 10])
        return False
    if act == "trickle":
        head, _, body = answer.partition(b"\r\n\r\n")
        client.sendall(head + b"\r\n\r\n")
        for at in range(len(body)):
            client.sendall(body[at : at + 1])
            time.sleep(0.01)
        return True
    client.sendall(answer)
    return True


def _read_message(peer: socket.socket, rest: bytes) -> tuple[bytes, bytes]:
    """One request or answer, and what came after it; empty at the end."""
    data = rest
    while b"\r\n\r\n" not in data:
        more = peer.recv(65536)
        if not more:
            return b"", b""
        data += more
    head, _, _ = data.partition(b"\r\n\r\n")
    fields = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(b":") for line in head.split(b"\r\n")[1:])
    }
    if fields.get(b"transfer-encoding", b"").lower() == b"chunked":
        while not data.endswith(b"0\r\n\r\n"):
            data += peer.recv(65536)
        return data, b""
    length = len(head) + 4 + int(fields.get(b"content-length", b"0"))
    while len(data) < length:
        more = peer.recv(65536)
        if not more:
            return b"", b""
        data += more
    return data[:length], data[length:]


def _parse(raw: bytes) -> Seen:
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Seen(method, path, headers, body)
