"""The examples of the page about the clients run, in order, and print what the page says."""

from __future__ import annotations

import contextlib
import io
import re
import subprocess
from pathlib import Path

import pytest

from tests.api.support import Served
from tests.sdk.test_js import load_build

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "how-to" / "use-the-sdk.md"
MINI_PROGRAM = """
import {{ fakeWx }} from {support};
import {{ createRequire }} from "node:module";
globalThis.wx = fakeWx();
const require_ = createRequire(import.meta.url);
const require = (name) => require_(`{package}/${{name === "@liuke/sdk" ? "index" : name.split("/")[2]}}.js`);
const {{ LIUKE_URL, LIUKE_KEY, PUBLISHABLE_KEY, TOKEN }} = process.env;
const askMyBackEnd = async () => TOKEN;
{code}
await {call}();
"""


def read_blocks(language: str) -> list[tuple[str, str]]:
    """Example → what the page says that it prints."""
    text = PAGE.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", text, re.MULTILINE | re.DOTALL)


def test_python(shop: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIUKE_URL", shop.url)
    monkeypatch.setenv("LIUKE_KEY", shop.keys["owner"])
    names: dict[str, object] = {"__name__": "example"}
    blocks = read_blocks("python")
    assert len(blocks) == 9
    for code, wanted in blocks:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, str(PAGE), "exec"), names)
        assert printed.getvalue() == wanted, code
    assert names["give_token"]("o6_bmjrPTlm").count(".") == 2
    names["liuke"].close()


def test_javascript(shop: Served, tmp_path: Path) -> None:
    build = load_build()
    build.build()
    member = shop.member("reader")
    token = shop.ok("POST", f"/v1/members/{member}/token", {})["token"]
    key = shop.ok("POST", "/v1/keys", {"name": "app", "scopes": ["track:write"]})["token"]
    blocks = read_blocks("js")
    assert len(blocks) == 3
    for number, (code, wanted) in enumerate(blocks):
        call = re.findall(r"async function (\w+)", code)[-1]
        script = tmp_path / f"example{number}.mjs"
        script.write_text(
            MINI_PROGRAM.format(
                support=repr(str(Path(__file__).with_name("js") / "support.mjs")),
                package=ROOT / "sdk" / "js" / "dist" / "cjs",
                code=code,
                call=call,
            )
        )
        environ = {"LIUKE_URL": shop.url, "LIUKE_KEY": shop.keys["owner"], "TOKEN": token, "PUBLISHABLE_KEY": key}
        done = subprocess.run([str(build.NODE), str(script)], env=environ, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == wanted
