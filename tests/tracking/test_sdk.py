"""The tracker of the JavaScript client: by itself, in a mini program that is killed, in a browser whose page is closed.

The network before the server loses requests and answers at random, by a seed.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Browser, Route

from tests.api.support import Served
from tests.console.browser import open_browser
from tests.sdk.http_proxy import Act, Network, faulty_network
from tests.sdk.test_js import load_build

JS = Path(__file__).with_name("js")
PACKED_BYTES = 5_000
HARM: tuple[Act, ...] = ("lose_request", "lose_answer", "cut_answer", "bad_gateway", "busy")
LIVES = 5
CALM: tuple[Act, ...] = ("pass", "pass")


@pytest.fixture(scope="module")
def built() -> ModuleType:
    """The client, built."""
    module = load_build()
    module.build()
    return module


@pytest.fixture(scope="module")
def dist(built: ModuleType) -> Path:
    found: Path = built.HERE / "dist"
    return found


@pytest.fixture(scope="module")
def network(shop: Served) -> Iterator[Network]:
    """A network before the shop."""
    with faulty_network(shop.url) as made:
        made.retry_after = "0"
        yield made


def cut_at_random(network: Network, seed: int, count: int = 150) -> None:
    """Of the next requests two in three come to harm."""
    drawn = random.Random(seed)
    network.plan(*drawn.choices((*HARM, *CALM), k=count))


def test_it_is_small_and_needs_nothing(dist: Path) -> None:
    for kind in ("esm", "cjs"):
        text = "".join((dist / kind / f"{name}.js").read_text(encoding="utf-8") for name in ("track", "key"))
        assert len(gzip.compress(text.encode(), 9)) < PACKED_BYTES  # as compiled, not even minified
        assert "eval(" not in text
        assert "new Function" not in text
    names = [line for line in (dist / "esm" / "track.js").read_text(encoding="utf-8").splitlines() if "import" in line]
    assert names == ['import { makeKey } from "./key.js";']


def test_the_package_says_where_it_is(dist: Path) -> None:
    package = json.loads((dist.parent / "package.json").read_text(encoding="utf-8"))
    for kind in (*package["exports"]["./track"].values(), *package["exports"]["./embed"].values()):
        for path in kind.values():
            assert (dist.parent / path).is_file(), path


@pytest.mark.parametrize("kind", ["esm", "cjs"])
@pytest.mark.parametrize("name", ["track", "embed"])
def test_by_itself(name: str, kind: str, built: ModuleType, dist: Path) -> None:
    done = subprocess.run(
        [built.NODE, "--test", "--test-force-exit", "--test-timeout=60000", str(JS / f"{name}.test.mjs")],
        env={"LIUKE_KIND": kind, "LIUKE_ROOT": str(dist), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "fail 0" in done.stdout


def test_types_are_seen(built: ModuleType, dist: Path, tmp_path: Path) -> None:
    options: dict[str, Any] = {
        "strict": True,
        "noEmit": True,
        "target": "es2020",
        "module": "es2020",
        "moduleResolution": "bundler",
    }
    project: dict[str, Any] = {"compilerOptions": {**options, "types": []}, "files": [str(JS / "typed.ts")]}
    (tmp_path / "tsconfig.json").write_text(json.dumps(project))
    tsc = dist.parent / "node_modules" / "typescript" / "bin" / "tsc"
    done = subprocess.run([built.NODE, str(tsc), "-p", str(tmp_path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


# -- mini program -----------------------------------------------------------------------------------------------------
@pytest.fixture
def start(built: ModuleType, dist: Path, shop: Served, network: Network, tmp_path: Path) -> Any:
    """Begins a life of the mini program."""
    environ = {
        "LIUKE_NETWORK": network.url, "LIUKE_KEY": shop.keys["app"], "LIUKE_DIST": str(dist / "cjs"),
        "PATH": os.environ["PATH"],
    }  # fmt: skip
    folder = tmp_path / "storage"
    folder.mkdir()

    def begin(life: str, count: int) -> subprocess.Popen[str]:
        command = [str(built.NODE), str(JS / "mini_program.cjs"), str(folder), life, str(count)]
        return subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)

    return begin


def test_a_mini_program_that_is_killed_loses_and_doubles_nothing(start: Any, shop: Served, network: Network) -> None:
    assert json.loads(start("before", 0).communicate(timeout=60)[0]) == []
    drawn = random.Random(20_26)
    cut_at_random(network, 1)
    printed = list[str]()
    for life in range(LIVES):
        with start(f"life-{life}", 60) as process:
            printed += [process.stdout.readline().strip() for _ in range(drawn.randint(1, 59))]
            process.kill()
    with start("last", 0) as process:
        assert process.stdout.read() == "sent\n"
        assert process.wait(60) == 0
    rows = shop.rows("SELECT id, data->>'life', data->>'n' FROM track_event WHERE type = 'mini.step'")
    assert set(printed) <= {row[0] for row in rows}
    assert len({row[1:] for row in rows}) == len(rows)  # nothing doubled
    assert any(seen.path == "/v1/track" for seen in network.seen)


# -- browser ----------------------------------------------------------------------------------------------------------
_PAGE = "<!doctype html><title>shop</title><script type=module src=/track-test/page.js></script>"
_SCRIPT = """
import { createTracker } from "/track-test/track.js";
window.tracker = createTracker({ baseUrl: location.origin, key: "KEY", batch: 7, everyMs: 5, firstMs: 20 }).watch();
window.ready = true;
"""


@pytest.fixture(scope="module")
def browser(shop: Served) -> Iterator[Browser]:
    del shop
    with open_browser() as opened:
        yield opened


def test_a_page_that_is_closed_loses_and_doubles_nothing(
    browser: Browser, dist: Path, shop: Served, network: Network
) -> None:
    files = {"track.js": dist / "esm" / "track.js", "key.js": dist / "esm" / "key.js"}

    def serve(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if name in files:
            route.fulfill(body=files[name].read_text(encoding="utf-8"), content_type="text/javascript")
        elif name == "page.js":
            route.fulfill(body=_SCRIPT.replace("KEY", shop.keys["app"]), content_type="text/javascript")
        else:
            route.fulfill(body=_PAGE, content_type="text/html")

    context = browser.new_context()
    context.route("**/track-test/*", serve)

    def open_page() -> Any:
        page = context.new_page()
        page.goto(f"{network.url}/track-test/index.html")
        page.wait_for_function("window.ready")
        return page

    page = open_page()
    page.evaluate("tracker.track('before.consent', {}); tracker.page('home'); tracker.hide()")
    assert page.evaluate("tracker.flush().then(() => localStorage.length)") == 0
    page.close()
    drawn = random.Random(7)
    cut_at_random(network, 2, 100)
    ids = list[str]()
    for life in range(LIVES):
        page = open_page()
        count = drawn.randint(5, 40)
        ids += page.evaluate(
            "([life, count]) => { tracker.consent(true); "
            "return Array.from({ length: count }, (_, n) => tracker.track('web.step', { life, n })) }",
            [life, count],
        )
        page.wait_for_timeout(drawn.randint(0, 40))
        page.close()
    page = open_page()
    page.evaluate(
        "(async () => { tracker.consent(true); while ((await tracker.flush()).left) "
        "await new Promise((done) => setTimeout(done, 10)) })()"
    )
    context.close()
    assert len(set(ids)) == len(ids)
    with ThreadPoolExecutor(1) as beside:  # an event loop runs in this thread as long as the browser is open
        sql = "SELECT id FROM track_event WHERE type = 'web.step' ORDER BY 1"
        rows = beside.submit(shop.rows, sql).result()
    assert [row[0] for row in rows] == sorted(ids)
