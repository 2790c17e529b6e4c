"""Accounts, sessions, CSRF, throttling, roles, over HTTP against the served tea shop."""

from __future__ import annotations

import asyncio
import hashlib
import json
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from liuke.cli.main import make_app
from liuke.db.pool import connect, transaction
from liuke.http.proxies import Proxies, read_proxies
from liuke.http.scopes import ROLES
from liuke.kernel.errors import Fault
from liuke.staff.passwords import check_password, find_password_faults, hash_password
from liuke.staff.sessions import derive_csrf
from tests.api.people_support import PASSWORD, Person, add_person, log_in
from tests.api.support import PLAIN, Served

WRITES = ("POST", "/v1/people", {"email": "no@example.com", "role": "reader", "password": PASSWORD})


def forget_tries(shop: Served) -> None:
    """Nobody has tried to log in yet."""

    async def work() -> None:
        owner = await connect(shop.environ["LIUKE_DATABASE_OWNER_URL"])
        await owner.execute("DELETE FROM login_try")
        await owner.close()

    asyncio.run(work())


def set_tries(shop: Served, kind: str, name: str, tries: int) -> None:
    """As if somebody had tried so often just now."""

    async def work() -> None:
        owner = await connect(shop.environ["LIUKE_DATABASE_OWNER_URL"])
        person = await owner.fetchrow("SELECT tenant_id, person_id FROM person WHERE email = $1", name)
        counted = f"{person[0]}\n{person[1]}" if person is not None else name
        await owner.execute(
            "INSERT INTO login_try SELECT $1, $2, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint "
            "ON CONFLICT (key) DO UPDATE SET tries = $2",
            hashlib.sha256(f"{kind}\n{counted}".encode()).digest(), tries,
        )  # fmt: skip
        await owner.close()

    asyncio.run(work())


@pytest.fixture(autouse=True)
def _fresh(shop: Served) -> None:
    forget_tries(shop)


def try_login(shop: Served, email: str, password: str, **headers: str) -> httpx.Response:
    return httpx.post(
        f"{shop.url}/v1/sessions", verify=PLAIN, json={"email": email, "password": password}, headers=headers
    )


# -- sessions ---------------------------------------------------------------------------------------------------------
def test_a_session_begins_with_two_cookies_and_is_kept_as_a_hash(shop: Served) -> None:
    made = add_person(shop, "Anna@Example.COM", "operator")
    assert (made["email"], made["name"], made["role_name"]) == ("anna@example.com", "anna", "Operator")
    assert made["active"] is True
    assert "password" not in made
    answer = try_login(shop, " ANNA@example.com ", PASSWORD)
    assert answer.status_code == 201
    session, csrf = answer.headers.get_list("set-cookie")
    token = answer.cookies["liuke_session"]
    assert session == f"liuke_session={token}; Path=/; Max-Age=604800; SameSite=Strict; HttpOnly"
    assert csrf == f"liuke_csrf={derive_csrf(token)}; Path=/; Max-Age=604800; SameSite=Strict"
    me = answer.json()
    assert me["csrf"] == answer.cookies["liuke_csrf"]
    assert me["person"] == {
        "person_id": made["person_id"], "email": "anna@example.com", "name": "anna", "role": "operator",
        "role_name": "运营",
    }  # fmt: skip
    assert me["tenant"] == {
        "slug": "tea", "name": "tea", "time_zone": "Asia/Shanghai", "currency": "CNY", "exponent": 2
    }  # fmt: skip
    assert me["scopes"] == sorted(ROLES["operator"][1])
    rows = shop.rows("SELECT session_hash, expires_us - created_us FROM session WHERE person_id = $1",
                     int(made["person_id"]))  # fmt: skip
    assert rows == [(hashlib.sha256(token.encode()).digest(), 604_800_000_000)]


def test_me_of_a_key_a_member_and_a_person(shop: Served) -> None:
    key = shop.ok("GET", "/v1/me", key="clerk")
    assert (key["kind"], key["person"], key["scopes"], key["csrf"]) == ("key", None, ["redeem"], None)
    member = shop.member("me-1")
    token = shop.ok("POST", f"/v1/members/{member}/token", {})["token"]
    found = shop.ok("GET", "/v1/me", key=token)
    assert (found["kind"], found["id"], found["scopes"]) == ("member", member, ["member"])
    person = log_in(shop, "me@example.com", "reader")
    found = person.ok("GET", "/v1/me")
    assert (found["kind"], found["id"], found["csrf"]) == ("person", "me@example.com", person.me["csrf"])


def test_secure_behind_https_only_by_the_word_of_a_trusted_proxy(shop: Served) -> None:
    add_person(shop, "tls@example.com", "reader")
    answer = try_login(shop, "tls@example.com", PASSWORD, **{"X-Forwarded-Proto": "https"})
    assert all("; Secure" in cookie for cookie in answer.headers.get_list("set-cookie"))


def test_log_out_ends_the_session_and_removes_the_cookies(shop: Served) -> None:
    person = log_in(shop, "out@example.com", "reader")
    answer = person.call("DELETE", "/v1/sessions")
    assert answer.status_code == 204
    assert answer.headers.get_list("set-cookie") == [
        "liuke_session=; Path=/; Max-Age=0; SameSite=Strict; HttpOnly",
        "liuke_csrf=; Path=/; Max-Age=0; SameSite=Strict",
    ]
    person = log_in(shop, "out2@example.com", "reader")
    token = person.token
    person.ok("DELETE", "/v1/sessions")
    again = httpx.get(f"{shop.url}/v1/me", verify=PLAIN, headers={"Cookie": f"liuke_session={token}"})
    assert again.status_code == 401
    assert again.headers["www-authenticate"]


def test_a_session_that_is_over_or_unused_is_none(shop: Served) -> None:
    person = log_in(shop, "old@example.com", "reader")

    async def set_back(column: str, hours: int) -> None:
        owner = await connect(shop.environ["LIUKE_DATABASE_OWNER_URL"])
        await owner.execute(
            f"UPDATE session s SET {column} = (extract(epoch FROM clock_timestamp()) * 1000000)::bigint - $1 "
            "FROM person p WHERE p.person_id = s.person_id AND p.email = 'old@example.com'",
            hours * 3_600_000_000,
        )
        await owner.close()

    asyncio.run(set_back("seen_us", 11))
    person.ok("GET", "/v1/me")
    [(seen_ago,)] = shop.rows(
        "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint - max(seen_us) FROM session s "
        "JOIN person p USING (person_id) WHERE p.email = 'old@example.com'"
    )
    assert 0 <= seen_ago < 60_000_000
    asyncio.run(set_back("seen_us", 13))
    person.problem(401, "GET", "/v1/me")
    asyncio.run(set_back("seen_us", 0))
    person.ok("GET", "/v1/me")
    asyncio.run(set_back("expires_us", 0))
    person.problem(401, "GET", "/v1/me")


# -- CSRF -------------------------------------------------------------------------------------------------------------
def test_a_write_by_cookie_needs_the_other_token(shop: Served) -> None:
    owner = log_in(shop, "csrf@example.com", "owner")
    before = shop.rows("SELECT count(*) FROM person")
    assert owner.problem(403, *WRITES, csrf=False)["code"] == "forbidden"
    assert owner.problem(403, *WRITES, csrf=False, **{"X-Liuke-CSRF": "wrong"})["code"] == "forbidden"
    other = Person(shop, "csrf@example.com")
    assert other.me["csrf"] != owner.me["csrf"]
    assert owner.problem(403, *WRITES, csrf=False, **{"X-Liuke-CSRF": other.me["csrf"]})["code"] == "forbidden"
    assert owner.problem(403, "DELETE", "/v1/sessions", csrf=False)["code"] == "forbidden"
    assert shop.rows("SELECT count(*) FROM person") == before
    owner.ok("GET", "/v1/people", csrf=False)


def test_a_key_wins_over_a_cookie(shop: Served) -> None:
    owner = log_in(shop, "both@example.com", "owner")
    found = owner.call("GET", "/v1/me", Authorization=f"Bearer {shop.keys['clerk']}").json()
    assert (found["kind"], found["scopes"]) == ("key", ["redeem"])


# -- throttling -------------------------------------------------------------------------------------------------------
def test_ten_tries_for_an_account_also_with_the_right_password(shop: Served) -> None:
    add_person(shop, "throttled@example.com", "reader")
    set_tries(shop, "account", "throttled@example.com", 7)
    for _ in range(3):
        answer = try_login(shop, "throttled@example.com", "not the password", **{"X-Forwarded-For": "198.51.100.1"})
        assert (answer.status_code, answer.json()["code"]) == (401, "login-refused")
        assert answer.headers["www-authenticate"] == 'Session realm="liuke"'
    answer = try_login(shop, "throttled@example.com", PASSWORD, **{"X-Forwarded-For": "198.51.100.2"})
    assert (answer.status_code, answer.json()["code"]) == (429, "rate-limited")
    assert 880 <= int(answer.headers["retry-after"]) <= 900
    assert "set-cookie" not in answer.headers
    assert shop.rows("SELECT count(*) FROM session JOIN person USING (person_id) WHERE email = 'throttled@example.com'"
                     ) == [(0,)]  # fmt: skip
    add_person(shop, "other@example.com", "reader")
    assert try_login(shop, "other@example.com", PASSWORD).status_code == 201


def test_a_right_password_clears_the_account(shop: Served) -> None:
    add_person(shop, "clumsy@example.com", "reader")
    set_tries(shop, "account", "clumsy@example.com", 8)
    assert try_login(shop, "clumsy@example.com", "wrong").status_code == 401
    assert try_login(shop, "clumsy@example.com", PASSWORD).status_code == 201
    assert try_login(shop, "clumsy@example.com", "wrong").status_code == 401
    assert try_login(shop, "clumsy@example.com", PASSWORD).status_code == 201


def test_fifty_tries_from_an_address_whatever_the_account(shop: Served) -> None:
    set_tries(shop, "address", "203.0.113.5", 48)
    for n in range(2):
        answer = try_login(shop, f"nobody{n}@example.com", "x", **{"X-Forwarded-For": "203.0.113.5"})
        assert answer.status_code == 401
    assert try_login(shop, "nobody@example.com", "x", **{"X-Forwarded-For": "203.0.113.5"}).status_code == 429
    assert try_login(shop, "nobody@example.com", "x", **{"X-Forwarded-For": "203.0.113.6"}).status_code == 401
    # what a client writes before the address that the proxy saw changes nothing
    forged = try_login(shop, "nobody@example.com", "x", **{"X-Forwarded-For": "8.8.8.8, 203.0.113.5"})
    assert forged.status_code == 429


def test_many_tries_at_once_are_as_few_as_one_after_another(shop: Served) -> None:
    add_person(shop, "herd@example.com", "reader")

    async def herd() -> list[int]:
        async with httpx.AsyncClient(base_url=shop.url, verify=PLAIN, timeout=60) as client:
            body = {"email": "herd@example.com", "password": "wrong password"}
            answers = await asyncio.gather(*(client.post("/v1/sessions", json=body) for _ in range(30)))
        return sorted(answer.status_code for answer in answers)

    assert asyncio.run(herd()) == [401] * 10 + [429] * 20


def test_tries_are_nobodys_to_read(shop: Served) -> None:
    try_login(shop, "somebody@example.com", "x")
    assert shop.rows("SELECT count(*) FROM login_try") == [(0,)]


def test_strange_logins_are_refused_like_any_other(shop: Served) -> None:
    for email in ("ｆｕｌｌ@example.com", "x" * 200 + "@example.com", "nobody"):
        assert try_login(shop, email, "x").json()["code"] == "login-refused"
    body = {"email": "a\x00b@example.com", "password": "x\\u0000", "tenant": "a\x00"}
    refused = httpx.post(f"{shop.url}/v1/sessions", verify=PLAIN, json=body)
    assert refused.status_code == 422
    assert [(fault["path"], fault["code"]) for fault in refused.json()["faults"]] == [
        ("email", "not-text"),
        ("tenant", "not-text"),
    ]
    assert httpx.post(f"{shop.url}/v1/sessions", verify=PLAIN, content=b"{").status_code == 400
    assert httpx.post(f"{shop.url}/v1/sessions", verify=PLAIN, json={"email": 1}).json()["faults"] == [
        {"path": "email", "code": "wrong-type", "message": "expected `str`, got `int`", "fix": ""},
        {"path": "password", "code": "missing", "message": "password is needed", "fix": ""},
    ]


# -- passwords --------------------------------------------------------------------------------------------------------
def test_password_rules(shop: Served) -> None:
    def faults(password: str) -> list[str]:
        body = {"email": "rules.long@example.com", "role": "reader", "password": password}
        found = shop.problem(422, "POST", "/v1/people", body)
        return [fault["code"] for fault in found["faults"]]

    assert faults("short") == ["too-short"]
    assert faults("Rules.Long@example.com") == ["is-the-email"]
    assert faults("RULES.LONG") == ["is-the-email"]
    assert faults("aaaaaaaaaaaa") == ["too-plain"]
    assert faults("x" * 201) == ["too-long", "too-plain"]
    assert find_password_faults("0123456789", "a@b.cd") == []
    assert shop.rows("SELECT count(*) FROM person WHERE email = 'rules.long@example.com'") == [(0,)]


def test_a_drawn_password_is_answered_once_and_works(shop: Served) -> None:
    made = shop.ok("POST", "/v1/people", {"email": "drawn@example.com", "role": "reader", "name": "Dora"})
    assert len(made["password"]) == 20
    assert Person(shop, "drawn@example.com", made["password"]).me["person"]["name"] == "Dora"
    listed = shop.ok("GET", "/v1/people?limit=200")["items"]
    assert [one for one in listed if "password" in one] == []
    [(kept,)] = shop.rows("SELECT password_hash FROM person WHERE email = 'drawn@example.com'")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert made["password"] not in json.dumps([str(row) for row in shop.rows("SELECT details FROM audit_log")])


async def test_an_account_that_is_not_there_takes_as_long() -> None:
    kept = await hash_password(PASSWORD)
    assert await check_password(kept, PASSWORD)
    assert not await check_password(kept, "another")
    assert not await check_password(None, PASSWORD)
    assert not await check_password("no hash", PASSWORD)


def test_a_new_password_ends_the_other_sessions(shop: Served) -> None:
    here = log_in(shop, "change@example.com", "clerk")
    there = Person(shop, "change@example.com")
    new = "another river bends"
    body = {"current": "not this one", "new": new}
    assert here.problem(403, "POST", "/v1/me/password", body)["code"] == "forbidden"
    body = {"current": PASSWORD, "new": "short"}
    assert [f["path"] for f in here.problem(422, "POST", "/v1/me/password", body)["faults"]] == ["new"]
    there.ok("GET", "/v1/me")
    assert here.ok("POST", "/v1/me/password", {"current": PASSWORD, "new": new}) == {"sessions_ended": 1}
    here.ok("GET", "/v1/me")
    there.problem(401, "GET", "/v1/me")
    assert try_login(shop, "change@example.com", PASSWORD).status_code == 401
    assert try_login(shop, "change@example.com", new).status_code == 201
    assert shop.problem(403, "POST", "/v1/me/password", {"current": "x", "new": new})["code"] == "forbidden"


# -- people -----------------------------------------------------------------------------------------------------------
def test_an_address_has_one_account_in_a_tenant(shop: Served) -> None:
    add_person(shop, "twice@example.com", "reader")
    body = {"email": "TWICE@example.com", "role": "owner", "password": PASSWORD}
    assert shop.problem(409, "POST", "/v1/people", body)["code"] == "conflict"
    assert shop.rows("SELECT role FROM person WHERE email = 'twice@example.com'") == [("reader",)]
    bad = {"email": "no address", "role": "boss", "password": PASSWORD}
    assert shop.problem(422, "POST", "/v1/people", bad)["faults"][0]["path"] == "role"
    bad["role"] = "reader"
    assert shop.problem(422, "POST", "/v1/people", bad)["faults"][0]["code"] == "not-an-email"


def test_what_changes_takes_effect_at_once_and_is_audited(shop: Served) -> None:
    person = log_in(shop, "moved@example.com", "reader")
    path = f"/v1/people/{person.me['person']['person_id']}"
    person.problem(403, "GET", "/v1/audit")
    changed = shop.ok("PATCH", path, {"role": "finance", "name": "Mo"})
    assert (changed["role"], changed["role_name"], changed["name"]) == ("finance", "Finance", "Mo")
    person.ok("GET", "/v1/audit")
    assert shop.ok("PATCH", path, {"active": False})["active"] is False
    person.problem(401, "GET", "/v1/me")
    assert try_login(shop, "moved@example.com", PASSWORD).status_code == 401
    shop.ok("PATCH", path, {"active": True})
    person.problem(401, "GET", "/v1/me")
    again = Person(shop, "moved@example.com")
    shop.ok("PATCH", path, {"password": "yet another river"})
    again.problem(401, "GET", "/v1/me")
    subject = path.replace("/v1/people", "person")
    rows = shop.rows("SELECT action, details FROM audit_log WHERE subject = $1 ORDER BY audit_id", subject)
    email = {"email": "moved@example.com"}
    assert rows == [
        ("person.added", {**email, "role": "reader"}),
        ("session.begun", {}),
        ("person.changed", {**email, "name": ["moved", "Mo"], "role": ["reader", "finance"]}),
        ("person.changed", {**email, "active": False}),
        ("person.changed", {**email, "active": True}),
        ("session.begun", {}),
        ("person.changed", {**email, "password": "changed"}),
    ]
    assert shop.problem(404, "PATCH", "/v1/people/999999", {"name": "x"})["code"] == "not-found"
    assert shop.problem(422, "PATCH", "/v1/people/x", {"name": "x"})["code"] == "invalid-input"
    assert shop.problem(422, "PATCH", path, {"email": "x@example.com"})["faults"][0]["code"] == "unknown-field"


def test_nobody_gives_or_takes_over_more_than_they_have(shop: Served) -> None:
    shop.keys["staff"] = shop.ok("POST", "/v1/keys", {"name": "staff", "scopes": ["people:write", "redeem"]})["token"]
    body = {"email": "boss2@example.com", "role": "owner", "password": PASSWORD}
    assert "keys:write" in shop.problem(403, "POST", "/v1/people", body, key="staff")["scopes"]
    owner = add_person(shop, "boss3@example.com", "owner")
    path = f"/v1/people/{owner['person_id']}"
    for change in ({"password": "a stolen password"}, {"active": False}, {"role": "reader"}, {"role": "owner"}):
        shop.problem(403, "PATCH", path, change, key="staff")
    clerk = add_person(shop, "clerk3@example.com", "clerk")
    shop.problem(403, "PATCH", f"/v1/people/{clerk['person_id']}", {"role": "owner"}, key="staff")
    assert Person(shop, "boss3@example.com").me["person"]["role"] == "owner"
    assert shop.rows("SELECT count(*) FROM person WHERE email = 'boss2@example.com'") == [(0,)]


def test_pages_of_people(shop: Served) -> None:
    for n in range(4):
        add_person(shop, f"page{n}@example.com", "reader")
    first = shop.ok("GET", "/v1/people?limit=2")
    second = shop.ok("GET", f"/v1/people?limit=2&cursor={first['next_cursor']}")
    numbers = [int(one["person_id"]) for one in first["items"] + second["items"]]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == 4
    assert shop.problem(422, "GET", "/v1/people?cursor=zzz")["faults"][0]["code"] == "not-a-cursor"


MAY: dict[str, set[str]] = {
    "owner": {"program", "draft", "publish", "ask", "approve", "audit", "people", "keys", "adjustments"},
    "operator": {"program", "draft", "publish", "ask", "audit", "adjustments"},
    "clerk": set(),
    "finance": {"program", "approve", "audit", "adjustments"},
    "support": {"program", "ask", "adjustments"},
    "reader": {"program", "adjustments"},
}
TRIES: dict[str, tuple[str, str, Any]] = {
    "program": ("GET", "/v1/program", None),
    "draft": ("DELETE", "/v1/program/drafts/none", None),
    "publish": ("POST", "/v1/program/rollback", {"version": 999}),
    "ask": ("POST", "/v1/adjustments", {"adjustment_id": "r", "member": "999999", "asset": "points", "amount": 1,
                                        "reason": "r"}),
    "approve": ("POST", "/v1/adjustments/none/approve", None),
    "adjustments": ("GET", "/v1/adjustments", None),
    "audit": ("GET", "/v1/audit", None),
    "people": ("PATCH", "/v1/people/999999", {"name": "x"}),
    "keys": ("GET", "/v1/keys", None),
}  # fmt: skip


@pytest.mark.parametrize("role", list(ROLES))
def test_each_role_does_its_own_and_no_more(shop: Served, role: str) -> None:
    person = log_in(shop, f"role.{role}@example.com", role)
    for name, (method, path, body) in TRIES.items():
        status = person.call(method, path, body).status_code
        if name in MAY[role]:
            assert status in {200, 404}, (role, name, status)
        else:
            assert status == 403, (role, name, status)


def test_roles_in_words(shop: Served) -> None:
    found = shop.ok("GET", "/v1/roles?lang=zh", key="clerk")["items"]
    assert [(one["role"], one["name"]) for one in found] == [
        ("owner", "所有者"), ("operator", "运营"), ("clerk", "店员"), ("finance", "财务"), ("support", "客服"),
        ("reader", "只读"),
    ]  # fmt: skip


# -- tenants ----------------------------------------------------------------------------------------------------------
def liuke(shop: Served, *arguments: str, tenant: str = "tea", text_in: str = "") -> Any:
    """The command line, within this process."""
    done = CliRunner().invoke(
        make_app(), ["people", *arguments, "--json"], env={**shop.environ, "LIUKE_TENANT": tenant}, input=text_in
    )
    return json.loads(done.stdout) if done.exit_code == 0 else json.loads(done.stderr)


def make_tenant(shop: Served, slug: str) -> None:
    done = CliRunner().invoke(make_app(), ["tenants", "add", slug], env=shop.environ)
    assert (done.exit_code, done.stdout) == (0, f"LIUKE_TENANT={slug}\n")


def test_an_address_with_one_password_at_two_merchants_is_asked_which(shop: Served) -> None:
    make_tenant(shop, "twin")
    liuke(shop, "add", "twin@example.com", "--role", "reader", "--password-stdin", tenant="twin", text_in=PASSWORD)
    add_person(shop, "twin@example.com", "reader")
    asked = try_login(shop, "twin@example.com", PASSWORD)
    assert (asked.status_code, asked.json()["code"]) == (409, "which-tenant")
    assert asked.json()["tenants"] == [{"slug": "tea", "name": "tea"}, {"slug": "twin", "name": "twin"}]
    assert "set-cookie" not in asked.headers
    for tenant in ("tea", "twin"):
        body = {"email": "twin@example.com", "password": PASSWORD, "tenant": tenant}
        assert httpx.post(f"{shop.url}/v1/sessions", verify=PLAIN, json=body).json()["tenant"]["slug"] == tenant


def test_tries_at_one_merchant_lock_nobody_at_another(shop: Served) -> None:
    make_tenant(shop, "attacked")
    liuke(shop, "add", "locked@example.com", "--role", "reader", tenant="attacked")
    add_person(shop, "locked@example.com", "reader")
    named = {"email": "locked@example.com", "tenant": "attacked"}

    def attempt(body: dict[str, str], client: str) -> httpx.Response:
        return httpx.post(f"{shop.url}/v1/sessions", verify=PLAIN, json=body, headers={"X-Forwarded-For": client})

    for number in range(12):
        status = attempt({**named, "password": "not the right one"}, "198.51.100.7").status_code
        assert status == (401 if number < 10 else 429)
    unnamed = {"email": "locked@example.com", "password": PASSWORD}
    assert attempt(unnamed, "198.51.100.7").json()["tenant"]["slug"] == "tea"
    # wrong ones without a name count for every account that is not shut out already
    for number in range(12):
        status = attempt({**unnamed, "password": "not the right one"}, "198.51.100.8").status_code
        assert status == (401 if number < 10 else 429)


def test_people_of_another_tenant_are_theirs(shop: Served) -> None:
    make_tenant(shop, "other")
    first = liuke(shop, "add", "cross@example.com", "--role", "owner", tenant="other")
    assert (first["email"], first["role"], first["created_by"].split(":")[0]) == ("cross@example.com", "owner", "cli")
    theirs = Person(shop, "cross@example.com", first["password"])
    assert theirs.me["tenant"]["slug"] == "other"
    assert theirs.me["tenant"]["time_zone"] is None
    assert [one["email"] for one in theirs.ok("GET", "/v1/people")["items"]] == ["cross@example.com"]
    ours = add_person(shop, "ours@example.com", "reader")
    theirs.problem(404, "PATCH", f"/v1/people/{ours['person_id']}", {"password": "a stolen password"})
    assert theirs.problem(409, "GET", "/v1/program")["code"] == "no-program"
    actors = {row["actor"].split(":")[0] for row in theirs.ok("GET", "/v1/audit")["items"]}
    assert actors == {"cli", "person"}
    # an address with accounts at two merchants has another password at each
    add_person(shop, "cross@example.com", "reader")
    assert try_login(shop, "cross@example.com", PASSWORD).json()["tenant"]["slug"] == "tea"
    assert try_login(shop, "cross@example.com", first["password"]).json()["tenant"]["slug"] == "other"
    assert try_login(shop, "cross@example.com", "neither of the two").status_code == 401
    for tenant, password in (("tea", PASSWORD), ("other", first["password"])):
        body = {"email": "cross@example.com", "password": password, "tenant": tenant}
        answer = httpx.post(f"{shop.url}/v1/sessions", verify=PLAIN, json=body)
        assert answer.json()["tenant"]["slug"] == tenant
    body = {"email": "cross@example.com", "password": PASSWORD, "tenant": "other"}
    assert httpx.post(f"{shop.url}/v1/sessions", verify=PLAIN, json=body).status_code == 401


def test_the_last_owner_stays(shop: Served) -> None:
    make_tenant(shop, "lonely")
    first = liuke(shop, "add", "one@example.com", "--role", "owner", tenant="lonely")
    one = Person(shop, "one@example.com", first["password"])
    path = f"/v1/people/{first['person_id']}"
    for change in ({"active": False}, {"role": "reader"}):
        assert one.problem(409, "PATCH", path, change)["code"] == "last-owner"
    body = {"email": "two@example.com", "role": "owner", "password": PASSWORD}
    second = one.ok("POST", "/v1/people", body)
    two = Person(shop, "two@example.com")

    async def both() -> list[int]:
        async with httpx.AsyncClient(base_url=shop.url, verify=PLAIN, timeout=30) as client:

            def demote(who: Person, number: str) -> Any:
                headers = {"X-Liuke-CSRF": who.me["csrf"], "Cookie": f"liuke_session={who.token}"}
                return client.patch(f"/v1/people/{number}", json={"role": "reader"}, headers=headers)

            answers = await asyncio.gather(demote(one, second["person_id"]), demote(two, first["person_id"]))
        return sorted(answer.status_code for answer in answers)

    statuses = asyncio.run(both())
    assert statuses[0] == 200
    assert statuses[1] in {403, 409}
    owners = [one for one in liuke(shop, "list", tenant="lonely") if one["role"] == "owner"]
    assert len(owners) == 1


def test_the_command_line(shop: Served) -> None:
    made = liuke(shop, "add", "cli@example.com", "--role", "clerk", "--name", "Cleo", "--password-stdin",
                 text_in=f"{PASSWORD}\n")  # fmt: skip
    assert "password" not in made
    assert (made["name"], made["role"], made["active"]) == ("Cleo", "clerk", True)
    person = Person(shop, "cli@example.com")
    reset = liuke(shop, "reset", "cli@example.com")
    person.problem(401, "GET", "/v1/me")
    Person(shop, "cli@example.com", reset["password"])
    assert liuke(shop, "add", "cli@example.com", "--role", "clerk")["code"] == "conflict"
    assert liuke(shop, "add", "new@example.com", "--role", "boss")["faults"][0]["code"] == "unknown-role"
    assert liuke(shop, "reset", "nobody@example.com")["code"] == "not-found"
    shop.ok("PATCH", f"/v1/people/{made['person_id']}", {"active": False})
    liuke(shop, "reset", "cli@example.com")
    assert [one["active"] for one in liuke(shop, "list") if one["email"] == "cli@example.com"] == [False]
    liuke(shop, "reset", "cli@example.com", "--activate")
    assert [one["active"] for one in liuke(shop, "list") if one["email"] == "cli@example.com"] == [True]


async def test_the_database_keeps_sessions_and_accounts_apart(shop: Served) -> None:
    reader = await connect(shop.environ["LIUKE_DATABASE_URL"])
    for table in ("person", "session"):
        assert await reader.fetchval(f"SELECT count(*) FROM {table}") == 0
        async with transaction(reader, tenant_id=10_000):
            assert await reader.fetchval(f"SELECT count(*) FROM {table}") == 0
    await reader.close()


# -- where a request came from ----------------------------------------------------------------------------------------
def test_only_trusted_proxies_say_where_a_request_came_from() -> None:
    faults = list[Fault]()
    proxies = read_proxies("10.0.0.0/8, 192.168.1.5", faults)
    assert faults == []
    assert proxies.find_address(("203.0.113.7", 1), "1.2.3.4") == "203.0.113.7"
    assert proxies.find_address(("10.1.2.3", 1), "1.2.3.4") == "1.2.3.4"
    assert proxies.find_address(("10.1.2.3", 1), "9.9.9.9, 1.2.3.4, 192.168.1.5") == "1.2.3.4"
    assert proxies.find_address(("10.1.2.3", 1), "") == "10.1.2.3"
    assert proxies.find_address(("::1", 1), "2001:db8::1") == "2001:db8::1"
    assert proxies.find_address(None, "") == ""
    assert isinstance(read_proxies("nonsense, 300.1.1.1", faults), Proxies)
    assert [fault.code for fault in faults] == ["not-a-network", "not-a-network"]
