"""Renders what each role of the console reaches: scopes, pages, requests and events, from the code that decides it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from liuke.api.catalogue import ENDPOINTS
from liuke.api.openapi import TAGS
from liuke.features import REQUESTS
from liuke.http.scopes import ROLES, SCOPES
from liuke.intake.access import SENT_ELSEWHERE
from liuke.kernel.text import Locale, Text, text

CONSOLE = Path(__file__).resolve().parent.parent / "console" / "src"
YES = "✓"
_PAGE = re.compile(r"^  page\('([^']+)', '(\w+)', .*?import\('[^']+'\)((?:, '[a-z:]+')*)\),$", re.MULTILINE)
_TITLE = re.compile(r"^    (\w+): '([^']+)',$", re.MULTILINE)

_WORDS = {
    "title": text("角色与权限", "Roles and scopes"),
    "lead": text(
        "每个人有一个角色，每个角色有若干权限；密钥（API key）直接带权限。一项请求只要有其中任意一个权限即可。"
        "本页由代码生成，`tests/api/test_roles.py` 与 `tests/console/test_roles.py` 以每个角色走遍每个接口与每个页面，"
        "与本页逐格核对。",
        "Everybody has one role, a role has scopes, and a key has the scopes it was made with; any one of the scopes "
        "of a request suffices. This page is made from the code, and `tests/api/test_roles.py` and "
        "`tests/console/test_roles.py` walk every endpoint and every page as every role and compare what they meet "
        "with what stands here.",
    ),
    "roles": text("角色", "Roles"),
    "scopes": text("权限", "Scopes"),
    "scope": text("权限", "scope"),
    "means": text("含义", "what it allows"),
    "pages": text("控制台页面", "Pages of the console"),
    "page": text("页面", "page"),
    "needs": text("所需权限", "needs"),
    "anybody": text("任何人", "anybody"),
    "requests": text("接口", "Requests"),
    "request": text("接口", "request"),
    "events": text("经 `POST /v1/events` 发送的事件", "Events sent to `POST /v1/events`"),
    "event": text("事件", "event"),
    "reported": text("其他上报的事件", "everything else that is reported"),
    "after": text(
        "批量导出只要有 `members:read` 即可，但姓名、资料、标签与券码须另有 `bulk:read`。"
        "店员按会员报出的完整手机号或卡号逐一查找，只看到打码的号码与等级，不能列出、搜索或导出会员。",
        "Tables of members can be exported with `members:read`, but names, profile, labels and codes are in them only "
        "with `bulk:read`. A clerk finds one member at a time by the whole number that they say, sees it masked, with "
        "the tier, and can neither list, search nor export members.",
    ),
}
_ABOUT: dict[str, Text] = {
    "owner": text("全部，包括人员、密钥与回调。", "Everything, people, keys and webhooks included."),
    "operator": text(
        "日常运营：会员、发放、方案与发布、导出、删除个人数据；不复核自己的申请，不管理人员与密钥。",
        "Daily work: members, giving, the program and its publishing, exports, erasure. Approves nothing, manages "
        "neither people nor keys.",
    ),
    "clerk": text(
        "门店核销、发放兑换的商品、结算与退款；看不到手机号，不能列出或导出会员。",
        "Redeems, hands over goods, checks out and refunds at the counter. Reads no phone numbers; lists and exports "
        "no members.",
    ),
    "finance": text(
        "查看会员、方案与账，复核调账与发放，导出账目；不能修改会员与方案。",
        "Reads members, program and books, approves adjustments and givings, exports. Changes neither members nor "
        "program.",
    ),
    "support": text(
        "查看并服务会员，申请调账与发放；不改方案，不导出姓名。",
        "Looks at members and acts for them, asks for adjustments and givings. Changes no program, exports no names.",
    ),
    "reader": text("查看会员、方案与财务，不做任何改动。", "Reads members, program and finance, and changes nothing."),
}


def list_pages() -> list[tuple[str, str, tuple[str, ...]]]:
    """Path, name and scopes of the console's pages, as its router says them."""
    source = (CONSOLE / "router.ts").read_text(encoding="utf-8")
    found = [
        (path, name, tuple(re.findall(r"[a-z]+:[a-z]+|[a-z]+", scopes))) for path, name, scopes in _PAGE.findall(source)
    ]
    assert len(found) == source.count("\n  page("), "a page of the router is written in a way that is not read here"
    return found


def _read_titles(locale: Locale) -> dict[str, str]:
    source = (CONSOLE / "i18n" / f"{locale}.ts").read_text(encoding="utf-8")
    return dict(_TITLE.findall(source.partition("  nav: {\n")[2].partition("\n  },")[0]))


def _mark(scopes: Iterable[str]) -> list[str]:
    """A cell for every role."""
    wanted = frozenset(scopes)
    return [YES if not wanted or wanted & held else "" for _, held in ROLES.values()]


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    columns = list(head)
    return [
        f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}", *(f"| {' | '.join(row)} |" for row in rows), "",
    ]  # fmt: skip


def _say_scopes(scopes: Iterable[str], locale: Locale) -> str:
    names = list(scopes)
    return _WORDS["anybody"].get(locale) if len(names) in {0, len(SCOPES)} else " ".join(f"`{one}`" for one in names)


def render_roles(locale: Locale) -> str:
    """The page in one language."""
    words = {name: one.get(locale) for name, one in _WORDS.items()}
    roles = [label.get(locale) for label, _ in ROLES.values()]
    lines = [f"# {words['title']}", "", words["lead"], "", f"## {words['roles']}", ""]
    lines += [f"- **{label.get(locale)}** (`{role}`): {_ABOUT[role].get(locale)}" for role, (label, _) in ROLES.items()]
    lines += ["", words["after"], "", f"## {words['scopes']}", ""]
    lines += _table(
        (words["scope"], words["means"], *roles),
        ((f"`{name}`", label.get(locale), *_mark((name,))) for name, label in SCOPES.items()),
    )
    titles = _read_titles(locale)
    lines += [f"## {words['pages']}", ""]
    lines += _table(
        (words["page"], "", words["needs"], *roles),
        (
            (f"`{path}`", titles[name], _say_scopes(scopes, locale), *_mark(scopes))
            for path, name, scopes in list_pages()
        ),
    )
    return (
        "\n".join([*lines, *_render_requests(words, roles, locale), *_render_events(words, roles, locale)]).rstrip()
        + "\n"
    )


def _render_requests(words: dict[str, str], roles: list[str], locale: Locale) -> list[str]:
    lines = [f"## {words['requests']}", ""]
    for tag, label in TAGS.items():
        rows = [
            (f"`{one.method} {one.path}`", one.summary.get(locale), _say_scopes(one.scopes, locale), *_mark(one.scopes))
            for one in ENDPOINTS
            if one.tag == tag
        ]
        if rows:
            lines += [f"### {label.get(locale)}", "", *_table((words["request"], "", words["needs"], *roles), rows)]
    return lines


def _render_events(words: dict[str, str], roles: list[str], locale: Locale) -> list[str]:
    rows = [
        (f"`{one.type}`", one.label.get(locale), _say_scopes(one.scopes, locale), *_mark(one.scopes))
        for one in REQUESTS.values()
        if one.type not in SENT_ELSEWHERE
    ]
    rows.append(("…", words["reported"], "`events:write`", *_mark(("events:write",))))
    return [f"## {words['events']}", "", *_table((words["event"], "", words["needs"], *roles), rows)]
