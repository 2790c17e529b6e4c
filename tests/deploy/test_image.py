"""The container's image and the compose file without a container engine.

The commands of the Dockerfile run in a folder of their own on a clean checkout, and those of the compose file with what
was installed by them: with no other program of ours on the path, and the environment that the files give.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.proxies import free_port
from tests.server import TestDatabase

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
SECRET_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Image:
    """What the Dockerfile installs, in another place."""

    prefix: Path
    environ: dict[str, str]

    def run(self, command: list[str], **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            env={**self.environ, **more},
            cwd=self.prefix.parent,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    @contextmanager
    def start(self, command: list[str], log: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
        with log.open("w", encoding="utf-8") as errors:
            process = subprocess.Popen(
                command, env={**self.environ, **more}, cwd=self.prefix.parent, stdout=errors, stderr=errors, text=True
            )
        try:
            yield process
        finally:
            process.terminate()
            assert process.wait(40) == 0, log.read_text()


def read_instructions(name: str) -> list[str]:
    """Arguments of an instruction, each on one line, without comments."""
    joined = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", DOCKERFILE, flags=re.MULTILINE))
    return [line.partition(" ")[2].strip() for line in joined.splitlines() if line.startswith(f"{name} ")]


@pytest.fixture
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    """Made by the commands of the Dockerfile; only the folders are others, and uv is the one that is here."""
    folder = tmp_path_factory.mktemp("image")
    source, prefix = folder / "src", folder / "opt"
    source.mkdir()
    for name in subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).strip("\0").split("\0"):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, source / name)
    build = [command for command in read_instructions("RUN") if "useradd" not in command]
    assert build[0] == 'pip install --no-cache-dir "uv>=0.9"'
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    for command in build[1:]:
        here = command.replace("/tmp/", f"{folder}/").replace("/opt/liuke", str(prefix))
        done = subprocess.run(
            ["/bin/sh", "-ec", here],
            cwd=source,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    given = dict(pair.split("=", 1) for pair in shlex.split(read_instructions("ENV")[-1]))
    environ = {
        **given, "PATH": f"{prefix}/bin:/usr/bin:/bin", "LIUKE_HOME": str(folder / "home"), "TMPDIR": str(folder)
    }  # fmt: skip
    return Image(prefix, environ)


def render_environment(database: TestDatabase) -> dict[str, str]:
    """What the compose file gives to every part, with the values of a ``deploy/.env``."""
    rendered = dict[str, str]()
    for name, text in COMPOSE["services"]["serve"]["environment"].items():
        rendered[name] = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", str(text))
    return {
        **rendered, "LIUKE_DATABASE_URL": database.dsn, "LIUKE_DATABASE_OWNER_URL": database.owner_dsn,
        "LIUKE_SECRET_KEY": SECRET_KEY,
    }  # fmt: skip


def assert_is_what_was_tested(image: Image) -> None:
    tested = dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", (ROOT / "requirements" / "dev.lock").read_text(), re.MULTILINE))
    program = "import importlib.metadata as m; [print(d.name, d.version) for d in m.distributions()]"
    listed = image.run(["python", "-c", program]).stdout.splitlines()
    installed = {re.sub(r"[._]", "-", name).lower(): version for name, version in map(str.split, listed)}
    assert installed.pop("liuke")
    assert len(installed) > 20
    assert installed == {name: tested[name] for name in installed}
    assert {"pytest", "ruff", "playwright"} & set(installed) == set()


def test_the_image_is_made_and_the_parts_of_the_compose_file_run(
    image: Image, database: TestDatabase, tmp_path: Path
) -> None:
    assert_is_what_was_tested(image)
    services, more = COMPOSE["services"], render_environment(database)
    assert read_instructions("ENTRYPOINT") == ['["liuke"]']
    migrated = image.run(["liuke", *services["migrate"]["command"]], **more)
    assert migrated.returncode == 0, migrated.stderr
    publish = image.run(["liuke", "program", "publish", "tea_shop"], **more)
    assert publish.returncode == 0, publish.stderr
    port, health = free_port(), str(tmp_path / "worker.json")
    serve = [part if part != "8080" else str(port) for part in services["serve"]["command"]]
    serve[serve.index("0.0.0.0")] = "127.0.0.1"
    worker = [part.replace("/tmp/worker.json", health) for part in services["worker"]["command"]]
    checks = [
        [
            part.replace("8080", str(port)).replace("/tmp/worker.json", health)
            for part in services[name]["healthcheck"]["test"]
        ]
        for name in ("serve", "worker")
    ]
    assert {check[0] for check in checks} == {"CMD"}
    assert all(image.run(check[1:], **more).returncode != 0 for check in checks)
    with (
        image.start(["liuke", *serve], tmp_path / "serve.log", **more),
        image.start(["liuke", *worker], tmp_path / "worker.log", **more),
    ):
        for check in checks:
            wait_until_well(image, check[1:], more)
        console = f"import urllib.request as u; print(u.urlopen('http://127.0.0.1:{port}/console/').status)"
        assert image.run(["python", "-c", console]).stdout == "200\n"


def wait_until_well(image: Image, check: list[str], more: dict[str, str]) -> None:
    limit = time.monotonic() + 30
    while (done := image.run(check, **more)).returncode != 0:
        assert time.monotonic() < limit, done.stdout + done.stderr
        time.sleep(0.2)
