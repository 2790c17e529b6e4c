"""A stand-in for the HTTP API with fixed answers, so that pages can be looked at and tested without a database.

The program's schema, lint and diff are the real ones; people, members and figures are made up. It is never shipped.
Run ``python -m tests.console.fixture_server 8123`` and open http://127.0.0.1:8123/console/ (anyone@example.com, any password
of 8 signs or more; the part before ``@`` is the role).
"""

# ruff: noqa: E501 - tables of made-up answers
from __future__ import annotations

import json
import mimetypes
import re
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from liuke.engine.catalogue import parse_program, program_model
from liuke.engine.lint import lint_program, make_evidence
from liuke.kernel.errors import InvalidInput
from liuke.program.diff import diff_programs
from liuke.program.document import read_document
from liuke.program.schema import render_schema
from tests.console import fixture_data as data

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "console" / "dist"
CSP = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
ROLES = {
    "owner": "events:write members:read members:write checkout redeem points:write points:adjust points:approve program:read "
    "program:write program:publish finance:read audit:read keys:write webhooks:write bulk:read bulk:write people:write",
    "operator": "members:read program:read finance:read audit:read members:write program:write program:publish "
    "points:adjust bulk:read",
    "clerk": "redeem members:read checkout",
    "finance": "members:read program:read finance:read audit:read points:approve bulk:read",
    "support": "members:read program:read finance:read members:write points:adjust",
    "reader": "members:read program:read finance:read",
}


class Refusal(Exception):
    """A problem document."""

    def __init__(self, status: int, code: str, title: str, **more: Any) -> None:
        self.status = status
        self.problem = {"type": "about:blank", "title": title, "status": status, "code": code, **more}
        super().__init__(title)


class Shop:
    """What changes while the stand-in runs."""

    def __init__(self) -> None:
        spec = json.loads(json.dumps(read_document(ROOT / "programs" / "tea_shop.yaml").data, default=str))
        self.versions = [
            self.version(n, spec, note) for n, note in ((1, "首次发布"), (2, "调整签到奖励"), (3, "双 11 加倍"))
        ]
        self.drafts: dict[str, dict[str, Any]] = {}
        self.role = ""
        self.locale = "zh"
        self.writes: list[tuple[str, str, str]] = []
        self.redeemed: set[str] = set()

    def version(self, number: int, spec: Any, note: str) -> dict[str, Any]:
        at = data.us(data.NOW - timedelta(days=(10 - number) * 9))
        return {"version": number, "schema_version": 1, "active_from_us": at, "published_us": at, "note": note,
                "published_by": "owner@example.com", "rolled_back_to": None, "spec": spec}  # fmt: skip

    def publish(self, spec: Any, note: str) -> dict[str, Any]:
        made = self.version(len(self.versions) + 1, spec, note)
        made["published_us"] = made["active_from_us"] = data.us(datetime.now(UTC))
        self.versions.append(made)
        return made


def lint(shop: Shop, spec: Any) -> dict[str, Any]:
    try:
        parsed = parse_program(spec)
        found = [one.as_data(shop.locale) for one in lint_program(parsed, evidence=make_evidence(parsed))]
    except InvalidInput as error:
        found = [
            {"path": f.path, "code": f.code, "severity": "error", "reason": f.message, "fix": f.fix}
            for f in error.faults
        ]
    errors = sum(one["severity"] == "error" for one in found)
    return {"findings": found, "errors": errors, "warnings": sum(one["severity"] == "warning" for one in found)}


def changes(shop: Shop, body: Any) -> Any:

    old = shop.versions[body["from"] - 1]["spec"]
    new = body["spec"] if "spec" in body else shop.versions[body["to"] - 1]["spec"]
    return {"changes": [one.as_data(shop.locale) for one in diff_programs(parse_program(old), parse_program(new))]}


def page(rows: list[Any], query: dict[str, str]) -> dict[str, Any]:
    limit, start = int(query.get("limit", "50")), int(query.get("cursor") or 0)
    more = start + limit < len(rows)
    return {"items": rows[start : start + limit], "next_cursor": str(start + limit) if more else None}


def find_members(query: dict[str, str]) -> list[Any]:
    rows = data.MEMBERS
    if query.get("q"):
        rows = [row for row in rows if query["q"] in row["identities"][0] or query["q"] == row["member_id"]]
    if query.get("tier"):
        rows = [row for row in rows if row["tier"] == query["tier"]]
    return list(reversed(rows)) if query.get("sort") == "oldest" else rows


def who(shop: Shop) -> dict[str, Any]:
    names = {row["role"]: row["name"] for row in data.people()}
    return {
        "person": {"person_id": "1", "email": f"{shop.role}@example.com", "name": names[shop.role], "role": shop.role},
        "tenant": {"slug": "tea", "name": "山前茶铺", "time_zone": "Asia/Shanghai", "currency": "CNY", "exponent": 2},
        "scopes": ROLES[shop.role].split(),
        "csrf": "fixture",
    }


def read(shop: Shop, path: str, query: dict[str, str]) -> Any:
    """Answers to GET."""
    if path == "/v1/me":
        return who(shop)
    if found := re.fullmatch(r"/v1/members/([^/]+)(/.*)?", path):
        row = next((row for row in data.MEMBERS if row["member_id"] == found[1]), None)
        if row is None:
            raise Refusal(404, "not-found", "Not found", detail=f"there is no member {found[1]}")
        return read_member(row, found[2] or "", query)
    if path.startswith("/v1/program/drafts/"):
        if draft := shop.drafts.get(path.rsplit("/", 1)[1]):
            return draft
        raise Refusal(404, "not-found", "Not found", detail="there is no such draft")
    fixed: dict[str, Callable[[], Any]] = {
        "/v1/overview": data.api_overview,
        "/v1/overview/events": lambda: {"items": [], "after": "14"} if query.get("after") else data.api_events(),
        "/v1/members": lambda: page(find_members(query), query),
        "/v1/adjustments": lambda: page(data.adjustments(query.get("status", "")), query),
        "/v1/program": lambda: shop.versions[-1],
        "/v1/program/versions": lambda: page(shop.versions, query),
        "/v1/program/schema": lambda: render_schema(program_model()),
        "/v1/coupon-batches": lambda: {"items": data.api_batches()},
        "/v1/mall/items": lambda: {"items": data.api_items()},
        "/v1/finance/liability": lambda: {"items": data.liability(), "next_cursor": None},
        "/v1/finance/flows": lambda: {"items": data.api_flows(), "next_cursor": None},
        "/v1/finance/trial-balance": lambda: {"items": data.trial_balance(), "next_cursor": None},
        "/v1/finance/breakage": lambda: {"items": [{"asset": "points", "cohorts": 9, "rate_bps": 1420, "low_bps": 1180,
                                                    "high_bps": 1660, "expected": 599_002, "low": 497_000, "high": 700_000,
                                                    "note": ""}], "next_cursor": None},
        "/v1/finance/postings": lambda: page(data.postings(), query),
        "/v1/finance/seals": lambda: {"items": data.api_seals(), "next_cursor": None},
        "/v1/keys": lambda: {"items": data.keys(), "next_cursor": None},
        "/v1/webhooks": lambda: {"items": data.webhooks(), "next_cursor": None},
        "/v1/audit": lambda: page(data.api_audit(), query),
        "/v1/people": lambda: page(data.people(), query),
        "/openapi.json": lambda: {"openapi": "3.1.0", "paths": {"/v1/events": {"post": {
            "summary": "上报事件", "tags": ["events"], "x-scopes": ["events:write"], "responses": {"200": {"description": "ok"}}}}}},
    }  # fmt: skip
    if path.endswith("/deliveries"):
        return page(data.deliveries(), query)
    if path in fixed:
        return fixed[path]()
    raise Refusal(404, "not-found", "Not found", detail=path)


def read_member(row: dict[str, Any], rest: str, query: dict[str, str]) -> Any:
    if rest.startswith("/operations/"):
        return data.explained(unquote(rest.removeprefix("/operations/")))
    if rest == "/check-in":
        return {"activity": "check_in", "month": query["month"], "checked": [f"{query['month']}-0{d}" for d in (1, 2, 5)],
                "made_up": [], "today": {}}  # fmt: skip
    pages: dict[str, Callable[[], Any]] = {
        "": lambda: data.member(row), "/centre": lambda: data.centre(row), "/operations": lambda: page(data.operations(), query),
        "/lots": lambda: {"items": data.lots(), "next_cursor": None}, "/holds": lambda: page(data.holds(), query),
        "/postings": lambda: page(data.postings(row["member_id"]), query), "/coupons": lambda: page(data.coupons(), query),
        "/entitlements": lambda: {"items": data.entitlements(), "next_cursor": None},
        "/tier-history": lambda: page(data.tier_history(), query),
    }  # fmt: skip
    return pages[rest]()


def write(shop: Shop, method: str, path: str, body: Any) -> tuple[int, Any]:
    """Answers to writes."""
    if path == "/v1/sessions" and method == "POST":
        role = str(body.get("email", "")).split("@")[0]
        if role not in ROLES or len(str(body.get("password", ""))) < 8:
            raise Refusal(401, "unauthorized", "Not signed in")
        shop.role = role
        return 200, who(shop)
    if path == "/v1/sessions":
        shop.role = ""
        return 204, None
    if path.startswith("/v1/program/drafts/"):
        return write_draft(shop, method, path.rsplit("/", 1)[1], body)
    answers: dict[str, Callable[[], Any]] = {
        "/v1/program/lint": lambda: lint(shop, body["spec"]),
        "/v1/program/diff": lambda: changes(shop, body),
        "/v1/program/try": lambda: {**data.explained("order:31343896843"), "gains": [], "tier": "silver",
                                    "balances": {"points": 138, "growth": 88}},
        "/v1/program/publish": lambda: shop.publish(shop.drafts[body["draft"]]["spec"], body.get("note", "")),
        "/v1/program/rollback": lambda: shop.publish(shop.versions[body["version"] - 1]["spec"], ""),
        "/v1/finance/verify": lambda: {
            "clean": True, "finished": True, "took_us": 1,
            "checks": [{"name": str(n), "law": law, "status": "holds", "checked": 41_000 + n, "violations": []} for n, law in enumerate(data.LAWS)],
        },
        "/v1/adjustments": lambda: {**data.adjustments("")[0], "status": "waiting"},
        "/v1/keys": lambda: {**data.keys()[0], "token": "lk_k3f9a2_" + "q7" * 20},
        "/v1/redeem": lambda: redeem(shop, str(body["code"])),
    }  # fmt: skip
    return 200, answers[path]() if path in answers else {}


def write_draft(shop: Shop, method: str, name: str, body: Any) -> tuple[int, Any]:
    if method == "DELETE":
        shop.drafts.pop(name, None)
        return 204, None
    shop.drafts[name] = {
        "name": name,
        **body,
        "updated_us": data.us(datetime.now(UTC)),
        "updated_by": "owner@example.com",
    }
    return 200, shop.drafts[name]


def redeem(shop: Shop, code: str) -> Any:
    if not code.startswith("7"):
        raise Refusal(
            409, "refused", "Refused", reason="code-unknown", detail="没有这个核销码", fix="请会员刷新后再出示"
        )
    replayed = code in shop.redeemed
    shop.redeemed.add(code)
    texts = {"gains": ["生日赠饮 × 1"], "near": []}
    return {
        "member_id": data.MEMBERS[0]["member_id"],
        "replayed": replayed,
        "texts": texts,
        "result": {},
        "tier": "gold",
    }


class Handler(BaseHTTPRequestHandler):
    """Files of the console, and answers."""

    shop: Shop
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Nothing is printed."""

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.shop.locale = "en" if (self.headers.get("Accept-Language") or "").startswith("en") else "zh"
        if parts.path.startswith(("/v1/", "/openapi")):
            self._answer(parts.path, query, raw)
        else:
            self._file(parts.path)

    def _answer(self, path: str, query: dict[str, str], raw: bytes) -> None:
        status: int = HTTPStatus.OK
        answer: Any = None
        try:
            if not self.shop.role and path not in {"/v1/sessions", "/openapi.json"}:
                raise Refusal(401, "unauthorized", "Not signed in")
            if self.command == "GET":
                answer = read(self.shop, path, query)
            else:
                key = self.headers.get("Idempotency-Key") or ""
                self.shop.writes.append((self.command, path, key))
                body = json.loads(raw) if raw and "json" in (self.headers.get("Content-Type") or "") else {}
                status, answer = write(self.shop, self.command, path, body)
            kind = "application/json"
        except Refusal as refusal:
            status, answer, kind = (
                refusal.status,
                {**refusal.problem, "instance": "req-01JD3"},
                "application/problem+json",
            )
        self._send(status, json.dumps(answer, ensure_ascii=False).encode() if answer is not None else b"", kind)

    def _file(self, path: str) -> None:
        inside = path.removeprefix("/console/")
        found = (DIST / inside).resolve()
        if not inside or not found.is_relative_to(DIST) or not found.is_file():
            found = DIST / "index.html"
        self._send(200, found.read_bytes(), mimetypes.guess_type(found.name)[0] or "text/plain")

    def _send(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", CSP)
        self.send_header("X-Request-Id", "req-01JD3")
        self.end_headers()
        self.wfile.write(content)


def start(port: int = 0) -> tuple[ThreadingHTTPServer, Shop]:
    """Serve from a thread; the caller shuts it down."""
    shop = Shop()
    handler = type("FixtureHandler", (Handler,), {"shop": shop})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, shop


if __name__ == "__main__":
    running, _ = start(int(sys.argv[1]) if len(sys.argv) > 1 else 8123)
    print(f"http://127.0.0.1:{running.server_address[1]}/console/")
    threading.Event().wait()
