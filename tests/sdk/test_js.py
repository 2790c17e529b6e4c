"""The JavaScript client, as ES modules and CommonJS, in Node against the served tea shop, over fetch and a fake wx."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType

import pytest

from tests.api.support import Served
from tests.sdk.http_proxy import Network

ROOT = Path(__file__).resolve().parents[2]
TESTS = Path(__file__).with_name("js")


def load_build() -> ModuleType:
    """The script that builds the client."""
    spec = importlib.util.spec_from_file_location("liuke_js_build", ROOT / "sdk" / "js" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def built() -> ModuleType:
    """The client, built."""
    module = load_build()
    module.build()
    return module


@pytest.fixture(scope="module")
def control(network: Network) -> Iterator[str]:
    """Where tests in another language tell the network what to do."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            network.retry_after = "0"
            network.plan(*json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.answer(b"{}")

        def do_GET(self) -> None:
            self.answer(json.dumps(network.keys).encode())

        def answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("kind", ["esm", "cjs"])
@pytest.mark.parametrize("name", ["client", "queue"])
def test_in_node(name: str, kind: str, built: ModuleType, shop: Served, network: Network, control: str) -> None:
    environ = {
        "LIUKE_URL": shop.url, "LIUKE_NETWORK": network.url, "LIUKE_CONTROL": control, "LIUKE_KEY": shop.keys["owner"],
        "LIUKE_KIND": kind, "PATH": "/usr/bin:/bin",
    }  # fmt: skip
    command = [
        str(built.NODE),
        "--test",
        "--test-concurrency=1",
        "--test-timeout=60000",
        str(TESTS / f"{name}.test.mjs"),
    ]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "# fail 0" in done.stdout or "fail 0" in done.stdout


def test_the_client_depends_on_nothing_and_is_small(built: ModuleType) -> None:
    package = json.loads((ROOT / "sdk" / "js" / "package.json").read_text(encoding="utf-8"))
    assert "dependencies" not in package
    compiled = sorted((ROOT / "sdk" / "js" / "dist" / "cjs").glob("*.js"))
    apart = {"track", "embed"}  # entries of their own, with a bound of their own
    sizes = [path.stat().st_size for path in compiled if path.stem not in apart]
    assert sum(sizes) < 64_000  # a mini program has two megabytes for everything
    for path in compiled:
        text = path.read_text(encoding="utf-8")
        assert "node:" not in text
        assert "eval(" not in text
        assert "new Function" not in text


def test_types_are_seen(built: ModuleType, tmp_path: Path) -> None:
    tsc = ROOT / "sdk" / "js" / "node_modules" / "typescript" / "bin" / "tsc"
    options = {"strict": True, "noEmit": True, "target": "es2020", "module": "es2020", "moduleResolution": "bundler"}
    project = {"compilerOptions": {**options, "types": []}, "files": [str(TESTS / "typed.ts")]}
    (tmp_path / "tsconfig.json").write_text(json.dumps(project))
    command = [str(built.NODE), str(tsc), "-p", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
