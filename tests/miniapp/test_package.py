"""The mini program as it is built: everything that it names is there, it is small, and no other host is named."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import hatch_build
import pytest

from liuke.db.process import hold_lock
from tests.api.support import Served
from tests.miniapp.support import BUILDING, SOURCES
from tests.miniapp.test_build import OWN_NAMESPACE

PACKAGE = hatch_build.MINIAPP / "dist" / "mp-weixin"
SIMULATOR = Path(__file__).with_name("simulate")
MAIN_BYTES = 1_000_000
SERVER = "https://member.example"


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    """The package, built when a source is newer."""
    with hold_lock(BUILDING):
        made = PACKAGE / "app.json"
        newest = hatch_build.newest_source(hatch_build.MINIAPP, hatch_build.MINIAPP_SOURCES)
        if not made.exists() or made.stat().st_mtime < newest:
            hatch_build.install_packages(hatch_build.MINIAPP)
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("VITE_LIUKE_URL", SERVER)
                hatch_build.run_npm(hatch_build.MINIAPP, "run", "--silent", "build:mp")


def test_every_page_and_component_is_there() -> None:
    app = json.loads((PACKAGE / "app.json").read_text(encoding="utf-8"))
    declared = re.findall(r'"path": "([^"]+)"', (SOURCES / "pages.json").read_text(encoding="utf-8"))
    assert app["pages"] == declared
    assert len(declared) == len({page.name for page in (SOURCES / "pages").iterdir()})
    named = set(app["pages"])
    for page in app["pages"]:
        for kind in ("js", "json", "wxml"):
            assert (PACKAGE / f"{page}.{kind}").is_file(), f"{page}.{kind}"
    for config in PACKAGE.rglob("*.json"):
        for component in json.loads(config.read_text(encoding="utf-8")).get("usingComponents", {}).values():
            place = Path(str(config.parent / component)).resolve()
            assert place.with_suffix(".wxml").is_file(), f"{config.name} names {component}"
            named.add(component)
    assert len(named) > 30


def test_scripts_name_scripts_that_are_there() -> None:
    for script in PACKAGE.rglob("*.js"):
        for name in re.findall(r"""require\("([^"]+)"\)""", script.read_text(encoding="utf-8")):
            assert (script.parent / name).resolve().is_file(), f"{script.name} names {name}"


def test_it_is_small_and_runs_only_what_is_needed() -> None:
    assert sum(path.stat().st_size for path in PACKAGE.rglob("*") if path.is_file()) < MAIN_BYTES
    app = json.loads((PACKAGE / "app.json").read_text(encoding="utf-8"))
    assert app["lazyCodeLoading"] == "requiredComponents"
    assert app["__usePrivacyCheck__"] is True
    assert app["requiredPrivateInfos"] == []


def test_no_other_host_is_named_and_no_text_is_run() -> None:
    for path in PACKAGE.rglob("*"):
        if path.suffix not in {".js", ".json", ".wxml", ".wxss", ".wxs"}:
            continue
        text = path.read_text(encoding="utf-8")
        hosts = set(re.findall(r"https?://[\w.-]+", text))
        assert hosts <= {OWN_NAMESPACE, SERVER}, path.relative_to(PACKAGE)
        assert not re.search(r"\beval\(|new Function\(", text), path.relative_to(PACKAGE)


def test_only_declared_private_interfaces_are_called() -> None:
    """The how-to names what stands in the privacy notice: the clipboard, and photos that are chosen."""
    private = ("getLocation", "chooseAddress", "chooseImage", "getUserProfile", "saveImageToPhotosAlbum")
    text = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.js") if path.name != "vendor.js")
    assert [name for name in private if f".{name}(" in text] == []
    for declared in (".setClipboardData(", ".chooseMedia("):
        assert declared in text


READS = ("", "/centre", "/messages", "/lots", "/operations", "/clearing", "/coupons", "/entitlements", "/rules",
         "/mall", "/prizes", "/invites", "/story", "/consents", "/addresses", "/activities/check_in/page")  # fmt: skip
ACTS: dict[str, dict[str, Any]] = {
    "/benefits/free_snack/code": {},
    "/checkout/quote": {"lines": [{"sku": "demo", "unit_cents": 3_600}]},
    "/check-in": {},
}
SAID = {
    "home": "黄金会员", "card": "优先核销", "activities": "每日签到", "me": "黄金会员", "points": "1,250",
    "clearing": "",
    "mall": "限量马克杯",
    "coupons": "免费饮品券", "code": "自动更新", "activity": "今天还没签到",
    "inbox": "恭喜升级到黄金会员", "checkout": "会员价",
    "badges": "黄金茶友", "story": "升级为黄金会员", "month": "¥1,100", "campaign": "",
    "rewards": "注册礼", "rules": "消费得积分", "settings": "导出我的信息", "addresses": "新增地址",
    "invite": "",
}  # fmt: skip


@pytest.fixture(scope="module")
def answers(shop: Served, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the real server answers a member, by path."""
    member = shop.member("package")
    path = f"/v1/members/{member}"
    shop.ok("POST", f"{path}/orders", {"order_id": "package", "amount_cents": 110_000})
    zh = {"Accept-Language": "zh"}
    month = f"/reports/{datetime.now(ZoneInfo('Asia/Shanghai')):%Y-%m}"
    found = {f"/v1/members/me{one}": shop.ok("GET", path + one, **zh) for one in (*READS, month)}
    found |= {f"/v1/members/me{one}": shop.ok("POST", path + one, body, **zh) for one, body in ACTS.items()}
    found |= {"/v1/me": shop.ok("GET", "/v1/me"), "/v1/members/me/messages/read": {"read": 1}}
    given = tmp_path_factory.mktemp("answers") / "answers.json"
    given.write_text(json.dumps(found), encoding="utf-8")
    return given


def run_node(script: str, *arguments: Path) -> dict[str, Any]:
    """What a script beside this file prints."""
    command = [hatch_build.npm_command()[0][0], Path(__file__).parent / script, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    assert found["missed"] == ["/v1/members/me/referral/code"], "this shop has no referral"
    assert {page.split("/")[1] for page in found["seen"]} == set(SAID)
    return found


def test_every_page_of_the_package_runs(answers: Path) -> None:
    """Under a fake of WeChat's runtime in which no text can be run, with what the real server answers."""
    for page, seen in run_node("run_package.cjs", PACKAGE, answers)["seen"].items():
        assert SAID[page.split("/")[1]] in seen["data"], page
        assert len(seen["data"]) < 100_000, page
        assert "undefined" not in seen["data"], page


def test_every_page_of_the_package_is_rendered(answers: Path, tmp_path: Path) -> None:
    """By miniprogram-simulate: templates, components within components, and a tap that reaches the server."""
    with hold_lock(SIMULATOR / ".install.lock"):
        hatch_build.install_packages(SIMULATOR)
    copy = shutil.copytree(PACKAGE, tmp_path / "package")
    (copy / "package.json").write_text('{"type": "commonjs"}', encoding="utf-8")  # as WeChat reads its scripts
    found = run_node("simulate/render.cjs", copy, answers)
    for page, seen in found["seen"].items():
        assert SAID[page.split("/")[1]] in seen, page
        for wrong in ("undefined", "{{", "[object", "NaN", "出了点问题"):
            assert wrong not in seen, page
    assert found["tapped"] == ["POST /v1/members/me/check-in"]


def test_no_component_takes_the_name_of_one_of_wechats_own() -> None:
    own = {
        "ad", "audio", "block", "button", "camera", "canvas", "checkbox", "editor", "form", "icon", "image", "import",
        "include", "input", "label", "map", "navigator", "page-meta", "picker", "progress", "radio", "rich-text",
        "scroll-view", "slider", "slot", "swiper", "switch", "template", "text", "textarea", "video", "view",
        "web-view", "wxs",
    }  # fmt: skip
    for config in PACKAGE.rglob("*.json"):
        taken = own & set(json.loads(config.read_text(encoding="utf-8")).get("usingComponents", {}))
        assert taken == set(), config.relative_to(PACKAGE)


# -- a part of another mini program -----------------------------------------------------------------------------------
PART = hatch_build.MINIAPP / "dist" / "mp-part" / "member"


@pytest.fixture(scope="module")
def part() -> Path:
    """The app as a sub-package, built when a source is newer."""
    with hold_lock(BUILDING):
        made = PART / "app.js"
        newest = hatch_build.newest_source(hatch_build.MINIAPP, hatch_build.MINIAPP_SOURCES)
        if not made.exists() or made.stat().st_mtime < newest:
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("VITE_LIUKE_URL", SERVER)
                patch.setenv("VITE_LIUKE_ROOT", "member")
                hatch_build.run_npm(
                    hatch_build.MINIAPP, "exec", "--", "uni", "build", "-p", "mp-weixin", "--subpackage=member",
                    "--outDir", "dist/mp-part",
                )  # fmt: skip
    return PART


def test_as_a_part_it_is_whole_and_begins_by_itself(part: Path) -> None:
    declared = re.findall(r'"path": "([^"]+)"', (SOURCES / "pages.json").read_text(encoding="utf-8"))
    assert not (part / "app.json").exists()  # the other mini program's own says which pages there are
    for page in declared:
        for kind in ("js", "json", "wxml"):
            assert (part / f"{page}.{kind}").is_file(), f"{page}.{kind}"
        assert (part / f"{page}.js").read_text(encoding="utf-8").lstrip().startswith("require('../../app.js')")
    assert sum(path.stat().st_size for path in part.rglob("*") if path.is_file()) < MAIN_BYTES
    text = "".join(path.read_text(encoding="utf-8") for path in (part / "app").glob("*.js"))
    assert "/member" in (part / "app" / "go.js").read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[\w.-]+", text)) <= {SERVER, OWN_NAMESPACE}
