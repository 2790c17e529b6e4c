"""The shipped configurations of reverse proxies, run for real.

Only addresses, paths, certificates and the longest wait for an answer are other ones.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from tests.api.support import Served

PROXY = Path(__file__).resolve().parents[2] / "deploy" / "proxy"
HOST = "members.example.com"
ANSWER_S = 300
"""How long the proxies wait for an answer."""


@dataclass(frozen=True)
class Certificate:
    """One for the name in the configurations, signed by itself."""

    certificate: Path
    key: Path


class Fronted(Served):
    """A server by the name and the certificate of the proxy before it."""

    def client(self, key: str = "owner", **headers: str) -> httpx.Client:
        client = super().client(key, **{"Host": HOST, **headers})
        made = httpx.Client(base_url=self.url, headers=client.headers, timeout=30, verify=unverified())
        made.event_hooks["request"] = [lambda request: request.extensions.update(sni_hostname=HOST)]
        return made


def unverified(*protocols: str) -> ssl.SSLContext:
    """TLS with whoever is there: the certificate is one of a test."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(protocols or ("http/1.1",))
    return context


@dataclass
class Front:
    """A running proxy.

    Args:
        name: ``nginx`` or ``caddy``.
        port: Where it takes TLS.
        plain_port: Where it takes what is not encrypted.
        served: The server behind it, by the proxy's address.
        log: What it complained about.
    """

    name: str
    port: int
    plain_port: int
    served: Served
    log: Path

    def connect(self, *protocols: str) -> ssl.SSLSocket:
        """A connection of one's own, for what no client library would do."""
        made = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        return unverified(*protocols).wrap_socket(made, server_hostname=HOST)


def make_certificate(folder: Path) -> Certificate:
    made = Certificate(folder / "fullchain.pem", folder / "privkey.pem")
    command = [
        find_program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-days", "2", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}", "-keyout", made.key,
        "-out", made.certificate,
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    return made


def find_program(name: str) -> str:
    """A program of the system, which continuous integration installs; a test that cannot run fails."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    assert found is not None, f"{name} is not installed; .ci/run does that"
    return found


def free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


def adapt(text: str, changes: dict[str, str]) -> str:
    """The configuration with each pattern replaced, and every one of them there."""
    for pattern, new in changes.items():
        text, count = re.subn(pattern, new, text, flags=re.MULTILINE)
        assert count > 0, pattern
    return text


def render_nginx(
    folder: Path, behind: str, port: int, plain: int, certificate: Certificate, answer_s: int
) -> list[str]:
    site = adapt(
        (PROXY / "nginx.conf").read_text(encoding="utf-8"),
        {
            r"^.*listen \[::\].*\n": "",
            r"listen 443 ": f"listen 127.0.0.1:{port} ",
            r"listen 80;": f"listen 127.0.0.1:{plain};",
            r"server 127\.0\.0\.1:8080": f"server {behind}",
            rf"\b{ANSWER_S}s\b": f"{answer_s}s",
            r"/etc/letsencrypt/live/members\.example\.com/fullchain\.pem": str(certificate.certificate),
            r"/etc/letsencrypt/live/members\.example\.com/privkey\.pem": str(certificate.key),
        },
    )
    (folder / "site.conf").write_text(site, encoding="utf-8")
    temporary = "".join(
        f"{kind}_temp_path {folder / kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    root = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{root}pid {folder / 'pid'};\nevents {{ worker_connections 2048; }}\n"
        f"http {{\naccess_log off;\n{temporary}include {folder / 'site.conf'};\n}}\n",
        encoding="utf-8",
    )
    return [
        find_program("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr", "-g", "daemon off;",
    ]  # fmt: skip


def render_caddy(
    folder: Path, behind: str, port: int, plain: int, certificate: Certificate, answer_s: int
) -> list[str]:
    site = adapt(
        (PROXY / "Caddyfile").read_text(encoding="utf-8"),
        {
            r"\A\{\n": f"{{\n\tadmin off\n\thttp_port {plain}\n\thttps_port {port}\n\tdefault_bind 127.0.0.1\n",
            r"^members\.example\.com \{": f"{HOST} {{\n\ttls {certificate.certificate} {certificate.key}",
            r"127\.0\.0\.1:8080": behind,
            rf"\b{ANSWER_S}s\b": f"{answer_s}s",
        },
    )
    (folder / "Caddyfile").write_text(site, encoding="utf-8")
    return [find_program("caddy"), "run", "--config", str(folder / "Caddyfile")]


RENDER = {"nginx": render_nginx, "caddy": render_caddy}


@contextmanager
def run_proxy(name: str, folder: Path, served: Served, *, answer_s: int = ANSWER_S) -> Iterator[Front]:
    """The proxy before a server, until the block ends."""
    port, plain, behind = free_port(), free_port(), urlsplit(served.url).netloc
    command = RENDER[name](folder, behind, port, plain, make_certificate(folder), answer_s)
    log = folder / "proxy.log"
    environ = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(command, env=environ, stdout=errors, stderr=errors)
    fronted = Fronted(f"https://127.0.0.1:{port}", served.process, served.keys, served.environ)
    front = Front(name, port, plain, fronted, log)
    try:
        wait_for(front, process)
        yield front
    finally:
        process.terminate()
        process.wait(20)


def wait_for(front: Front, process: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + 20
    while time.monotonic() < limit:
        assert process.poll() is None, front.log.read_text()
        with suppress(OSError), front.connect():
            return
        time.sleep(0.05)
    raise AssertionError(front.log.read_text())
