"""The specification of the API (OpenAPI 3.1), made from the catalogue."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from liuke import __version__
from liuke.api.examples import add_example
from liuke.db.errors import DatabaseUnavailable
from liuke.http.contracts import Endpoint
from liuke.http.errors import (
    Forbidden,
    MalformedJson,
    RateLimited,
    ServerFault,
    ShuttingDown,
    TooLarge,
    Unauthorized,
    UnsupportedMedia,
)
from liuke.http.scopes import SCOPES
from liuke.intake.answers import EventAnswer
from liuke.kernel.errors import InvalidInput, LiukeError
from liuke.kernel.text import Locale, Text, text
from liuke.staff.cookies import COOKIE
from liuke.webhooks.contracts import Body

_TEMPLATE = "#/components/schemas/{name}"
_PROBLEM_REF = {"$ref": _TEMPLATE.format(name="Problem")}
TAGS: dict[str, Text] = {
    "events": text("事件上报", "Events"),
    "members": text("会员", "Members"),
    "points": text("积分", "Points"),
    "friends": text("好友", "Friends"),
    "referral": text("邀请", "Referral"),
    "payouts": text("打款与退款", "Payouts"),
    "clearing": text("跨店清算", "Value across shops"),
    "posters": text("海报", "Posters"),
    "posts": text("内容审核", "What members write"),
    "reviews": text("风险审核", "Reviews of what was held"),
    "stories": text("月报与成长故事", "Months and stories"),
    "prizes": text("奖品发放", "Prizes"),
    "coupons": text("优惠券", "Coupons"),
    "catalogue": text("门店与商品", "Stores and products"),
    "draws": text("抽奖", "Draws"),
    "messages": text("消息", "Messages"),
    "media": text("图片", "Pictures"),
    "benefits": text("权益", "Benefits"),
    "check-in": text("签到", "Check-in"),
    "tasks": text("任务", "Tasks"),
    "activities": text("活动", "Activities"),
    "mall": text("积分商城", "Mall"),
    "checkout": text("结算", "Checkout"),
    "orders": text("订单", "Orders"),
    "program": text("会员方案", "Program"),
    "keys": text("密钥", "Keys"),
    "adjustments": text("调账", "Adjustments"),
    "givings": text("人工发放", "Giving by hand"),
    "sign-in": text("会员登录", "Members logging in"),
    "people": text("人员与登录", "People and sessions"),
    "finance": text("财务", "Finance"),
    "overview": text("概览", "Overview"),
    "bulk": text("批量导入与导出", "Bulk import and export"),
    "webhooks": text("事件推送", "Webhooks"),
    "audit": text("审计", "Audit"),
    "health": text("运行状态", "Health"),
}
_ALSO_200 = frozenset(
    ("/v1/members", "/v1/program/drafts/{name}", "/v1/program/publish", "/v1/program/rollback")
)  # fmt: skip
"""Where 201 means that something was made, and 200 that it was there already."""
_PARAMS: dict[str, Text] = {
    "member": text(
        "会员编号，或 namespace:external_id；会员令牌可用 me",
        "The member's number, or namespace:external_id; `me` with a member's token",
    ),
}
_ABOUT = text(
    "会员、积分、权益、活动的全部接口。错误均为 application/problem+json，一次列出全部问题。"
    "编号（会员、券）均为字符串，时间为 UTC 微秒。",
    "Members, points, benefits and activities. Every error is application/problem+json and names all that is wrong at "
    "once. Ids of members and coupons are strings; times are UTC microseconds; days are YYYY-MM-DD.",
)
_PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457. `faults` names every wrong place; `fix` says what to do; `instance` is the request's id.",
    "required": ["type", "title", "status", "code", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable, for programs."},
        "detail": {"type": "string"},
        "fix": {"type": "string"},
        "technical": {"type": "string", "description": "The English text, where the rest is in another language."},
        "reason": {"type": "string", "description": "Of a refusal: the stable code of the rule that said no."},
        "instance": {"type": "string"},
        "faults": {
            "type": "array",
            "items": {"$ref": "#/components/schemas/Fault"},
        },
    },
}
_KEY_PARAMETER: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "The same key with the same request is answered with the first answer.",
}


_HEADERS: dict[str, tuple[str, str]] = {
    "X-Request-Id": ("string", "The one that was sent, or one of the server's own; the log has it."),
    "Idempotent-Replayed": ("string", "`true` where the key was answered before."),
    "RateLimit-Limit": ("integer", "Calls that may be made at once."),
    "RateLimit-Remaining": ("integer", "Calls that are left now."),
    "RateLimit-Reset": ("integer", "Seconds until all of them are there again."),
    "Retry-After": ("integer", "Seconds after which to try again, with the same idempotency key."),
    "WWW-Authenticate": ("string", "Names the scheme `Bearer`."),
}
"""Header of answers → its type, and what it says."""
_LIMITS = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
_ALSO: dict[int, tuple[str, ...]] = {
    401: ("WWW-Authenticate",), 429: ("Retry-After", *_LIMITS), 500: (), 503: ("Retry-After",)
}  # fmt: skip
"""Status of a problem → headers beside the request's id, where they are not those of every known caller."""


def render_openapi(endpoints: Sequence[Endpoint], locale: Locale = "en") -> dict[str, Any]:
    """The whole document, by path."""
    endpoints = sorted(endpoints, key=lambda endpoint: (endpoint.path, endpoint.method))
    types = [*_collect_types(endpoints), Body]
    schemas, components = msgspec.json.schema_components(types, ref_template=_TEMPLATE)
    by_type = dict(zip(map(id, types), schemas, strict=True))
    for schema in components.values():
        _spread_words(schema)
    paths: dict[str, dict[str, Any]] = {}
    problems: dict[str, Any] = {}
    for endpoint in endpoints:
        operation = _render_operation(endpoint, by_type, problems, locale)
        add_example(operation, endpoint)
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = operation
    used = {endpoint.tag for endpoint in endpoints}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Liuke 留客",
            "version": __version__,
            "description": _ABOUT.get(locale),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "tags": [
            {"name": tag, "description": TAGS.get(tag, text(tag, tag)).get(locale)} for tag in sorted(used)
        ],
        "paths": paths,
        "webhooks": {"fact": {"post": _render_webhook(schemas[-1], locale)}},
        "components": {
            "schemas": {"Problem": _PROBLEM, **components},
            "responses": dict(sorted(problems.items())),
            "headers": {
                name: {"description": words, "schema": {"type": type_}} for name, (type_, words) in _HEADERS.items()
            },
            "securitySchemes": _render_schemes(locale),
        },
    }  # fmt: skip


_SIGNED: dict[str, str] = {
    "webhook-id": "Of the fact.",
    "webhook-timestamp": "Of this try, Unix seconds; refuse what is older than five minutes.",
    "webhook-signature": "One or more `v1,<base64>` with spaces between them: HMAC-SHA256 of `id.timestamp.body` under "
    "each secret that is valid. One that fits suffices.",
}
_FACT = text("一件事实，送到登记的地址", "A fact, posted to a registered endpoint")
_TAKEN = text(
    "收下了。其他状态会重试，约两天后放弃；410 停用该地址。",
    "Taken. After any other status it is tried again, for about two days; 410 disables the endpoint.",
)


def _render_webhook(schema: Any, locale: Locale) -> dict[str, Any]:
    return {
        "operationId": "receive_fact",
        "summary": _FACT.get(locale),
        "description": "Signed by the Standard Webhooks convention. In order for each member; at least once.",
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": {"type": "string"}, "description": words}
            for name, words in _SIGNED.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {"2XX": {"description": _TAKEN.get(locale)}},
    }


def _render_schemes(locale: Locale) -> dict[str, Any]:
    scopes = "; ".join(f"`{name}` {label.get(locale)}" for name, label in SCOPES.items())
    return {
        "apiKey": {
            "type": "http",
            "scheme": "bearer",
            "description": f"`Authorization: Bearer lk_<key id>_<secret>`. Scopes: {scopes}.",
        },
        "memberToken": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "A member's own short-lived token, from POST /v1/members/{member}/token.",
        },
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": COOKIE,
            "description": "A person's session, from POST /v1/sessions; what writes also needs X-Liuke-CSRF.",
        },
    }


def _collect_types(endpoints: Iterable[Endpoint]) -> list[Any]:
    types: dict[int, Any] = {}
    for endpoint in endpoints:
        for type_ in (endpoint.body, endpoint.response, endpoint.result):
            if type_ is not None:
                types[id(type_)] = type_
    return list(types.values())


def _render_operation(
    endpoint: Endpoint, schemas: dict[int, Any], problems: dict[str, Any], locale: Locale
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": name_operation(endpoint),
        "summary": endpoint.summary.get(locale),
        "tags": [endpoint.tag],
        "parameters": _render_parameters(endpoint, locale),
        "responses": _render_responses(endpoint, schemas, problems),
        "security": _render_security(endpoint),
    }
    about = [endpoint.about] if endpoint.about else []
    if endpoint.scopes:
        about.append(f"Scope: {' or '.join(f'`{scope}`' for scope in endpoint.scopes)}.")
    if about:
        operation["description"] = " ".join(about)
    if endpoint.scopes:
        operation["x-scopes"] = list(endpoint.scopes)
    if endpoint.body is not None:
        content = {"application/json": {"schema": schemas[id(endpoint.body)]}}
        operation["requestBody"] = {"required": _is_needed(endpoint.body), "content": content}
    return operation


def _is_needed(body: Any) -> bool:
    if not (isinstance(body, type) and issubclass(body, msgspec.Struct)):
        return True
    return any(field.required for field in msgspec.structs.fields(body))


def name_operation(endpoint: Endpoint) -> str:
    """A stable name for generated clients: method and path."""
    parts = re.sub(r"^/v1", "", endpoint.path).replace(".", "/").replace("{", "by_").replace("}", "").split("/")
    return "_".join([endpoint.method.lower(), *(part.replace("-", "_") for part in parts if part)])


def _render_security(endpoint: Endpoint) -> list[dict[str, list[str]]]:
    found: list[dict[str, list[str]]] = [{"apiKey": []}, {"session": []}] if endpoint.scopes else []
    return [*found, {"memberToken": []}] if endpoint.member_token else found


def _render_parameters(endpoint: Endpoint, locale: Locale) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name in re.findall(r"\{(\w+)\}", endpoint.path):
        words = {"description": _PARAMS[name].get(locale)} if name in _PARAMS else {}
        found.append({"name": name, "in": "path", "required": True, "schema": {"type": "string"}, **words})
    if endpoint.keyed:
        found.append(_KEY_PARAMETER)
    if endpoint.query is not None:
        _, components = msgspec.json.schema_components([endpoint.query], ref_template=_TEMPLATE)
        words = _read_arguments(inspect.cleandoc(endpoint.query.__doc__ or ""))
        for name, schema in components[endpoint.query.__name__]["properties"].items():
            about = schema.pop("description", "") or words.get(name, "")
            found.append({"name": name, "in": "query", "schema": schema, **({"description": about} if about else {})})
    found.append({"name": "lang", "in": "query", "schema": {"enum": ["zh", "en"]}, "description": "Language of texts."})
    return found


def _spread_words(schema: dict[str, Any]) -> None:
    """Words about fields go from the description of the whole to the fields."""
    whole = inspect.cleandoc(schema.get("description", ""))
    words = _read_arguments(whole)
    if "description" in schema:
        schema["description"] = whole.partition("Args:\n")[0].strip()
    for name, field in schema.get("properties", {}).items():
        if name in words and "description" not in field:
            field["description"] = words[name]


def _read_arguments(docstring: str) -> dict[str, str]:
    """Field → words."""
    _, _, listed = docstring.partition("Args:\n")
    return {
        name: " ".join(words.split()) for name, words in re.findall(r"^ {4}(\w+): (.*(?:\n {5,}.*)*)", listed, re.M)
    }


def _render_responses(endpoint: Endpoint, schemas: dict[int, Any], problems: dict[str, Any]) -> dict[str, Any]:
    limits = _LIMITS if endpoint.scopes or endpoint.member_token else ()
    replayed = ("Idempotent-Replayed",) if endpoint.keyed or endpoint.response is EventAnswer else ()
    done: dict[str, Any] = {"description": "Done.", "headers": _refer("X-Request-Id", *replayed, *limits)}
    if endpoint.response is not None:
        done["content"] = {endpoint.media: {"schema": _render_answer(endpoint, schemas)}}
    elif endpoint.media != "application/json":
        done["content"] = {endpoint.media: {"schema": {"type": "string"}}}
    if endpoint.also_media:
        done["content"] |= {media: {"schema": {}} for media in endpoint.also_media}
    responses = {str(endpoint.status): done}
    if endpoint.status == 201 and endpoint.path in _ALSO_200:
        responses["200"] = done
    by_status: dict[int, list[type[LiukeError]]] = {}
    for error in (*endpoint.errors, *_list_common(endpoint)):
        known = by_status.setdefault(error.status, [])
        if error not in known:
            known.append(error)
    for status, errors in sorted(by_status.items()):
        name = f"Problem{status}." + ".".join(sorted(error.code for error in errors))
        problems[name] = _render_problem(status, errors)
        responses[str(status)] = {"$ref": f"#/components/responses/{name}"}
    return responses


def _render_answer(endpoint: Endpoint, schemas: dict[int, Any]) -> dict[str, Any]:
    whole = schemas[id(endpoint.response)]
    if endpoint.result is None:
        return whole
    return {"allOf": [whole, {"type": "object", "properties": {"result": schemas[id(endpoint.result)]}}]}


def _list_common(endpoint: Endpoint) -> list[type[LiukeError]]:
    """Errors that follow from what the endpoint takes, whatever it does."""
    found: list[type[LiukeError]] = [ServerFault]
    if endpoint.scopes or endpoint.member_token:
        found += [Unauthorized, Forbidden, RateLimited, DatabaseUnavailable, ShuttingDown]
    if endpoint.body is not None:
        found += [MalformedJson, TooLarge, UnsupportedMedia, InvalidInput]
    if endpoint.query is not None or endpoint.keyed or "{member}" in endpoint.path:
        found.append(InvalidInput)
    return found


def _refer(*headers: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in headers}


def _render_problem(status: int, errors: list[type[LiukeError]]) -> dict[str, Any]:
    words = "; ".join(f"`{error.code}`: {error.title}" for error in errors)
    first = errors[0]
    example = {
        "type": f"https://liuke.dev/problems/{first.code}",
        "title": first.title,
        "status": first.status,
        "code": first.code,
        "instance": "5f3c9a-1",
    }
    return {
        "description": words,
        "headers": _refer("X-Request-Id", *_ALSO.get(status, _LIMITS)),
        "content": {"application/problem+json": {"schema": _PROBLEM_REF, "example": example}},
    }
