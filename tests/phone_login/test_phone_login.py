"""Logging in by a code: once, for a while, within limits that hold over processes; nobody learns who is a member."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from liuke.bootstrap import open_platform
from liuke.db.pool import connect
from liuke.features import CODE_SENDERS
from liuke.hooks.code_sender import CodeSender, LoginCode
from liuke.kernel.text import text
from liuke.phone_login.contracts import find_network, read_phone
from liuke.phone_login.errors import CodeNotSent, CodeRefused, TooManyCodes
from liuke.phone_login.service import PhoneCodes
from liuke.settings import read_settings
from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.phone_login.codes import read_codes
from tests.server import TestDatabase

CALLERS = 64


@pytest.fixture(scope="module")
def shop(module_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The tea shop in two processes, whose log has the codes."""
    folder: Path = tmp_path_factory.mktemp("phones")
    environ = make_environ(module_database, folder, **NO_LIMITS, LIUKE_PHONE_LOGIN="log")
    with serve(environ, prepare(environ), workers=2) as served:
        yield served


@pytest.fixture(autouse=True)
def _fresh(shop: Served) -> None:
    """Nobody has asked for anything yet."""
    run_as_owner(shop, "TRUNCATE phone_login_count, phone_login_code, phone_login_session")


def run_as_owner(shop: Served, sql: str) -> None:
    async def work() -> None:
        owner = await connect(shop.environ["LIUKE_DATABASE_OWNER_URL"])
        await owner.execute(sql)
        await owner.close()

    asyncio.run(work())


def ask(shop: Served, phone: str, address: str = "203.0.113.7", **more: str) -> httpx.Response:
    return shop.call(
        "POST", "/v1/phone-login/code", {"phone": phone, **more}, key="", **{"X-Forwarded-For": address}
    )  # fmt: skip


def log_in(shop: Served, phone: str, code: str, address: str = "203.0.113.7", **more: str) -> httpx.Response:
    body = {"phone": phone, "code": code, **more}
    return shop.call("POST", "/v1/phone-login", body, key="", **{"X-Forwarded-For": address})


def get_code(shop: Served, phone: str, address: str = "203.0.113.7") -> str:
    """The code that is sent to a phone."""
    answer = ask(shop, phone, address)
    assert answer.status_code == 202, answer.text
    return read_codes(shop)[-1]


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def at_once(work: Callable[[int], httpx.Response]) -> list[httpx.Response]:
    with ThreadPoolExecutor(CALLERS) as pool:
        return list(pool.map(work, range(CALLERS)))


# -- one code ---------------------------------------------------------------------------------------------------------
def test_a_stranger_becomes_a_member_and_is_the_same_one_the_next_time(shop: Served) -> None:
    assert shop.ok("GET", "/v1/phone-login", key="") == {"offered": True}
    answer = ask(shop, "+86 138-0013-8001")
    assert (answer.status_code, answer.json()) == (202, {"digits": 6, "good_seconds": 300, "again_seconds": 60})
    found = log_in(shop, "138 0013 8001", f" {read_codes(shop)[-1]} ")
    assert found.status_code == 201
    body = found.json()
    assert body["created"] is True
    assert shop.ok("GET", "/v1/me", key=body["token"])["id"] == body["member_id"]
    [(name,)] = shop.rows("SELECT external_id FROM identity WHERE member_id = $1", int(body["member_id"]))
    assert name.startswith("138****8001#")
    run_as_owner(shop, "TRUNCATE phone_login_count")
    again = log_in(shop, "13800138001", get_code(shop, "13800138001"))
    assert again.status_code == 200
    assert (again.json()["member_id"], again.json()["created"]) == (body["member_id"], False)


def test_a_code_is_good_once(shop: Served) -> None:
    code = get_code(shop, "13800138002")
    assert log_in(shop, "13800138002", code).status_code == 201
    assert log_in(shop, "13800138002", code).json()["code"] == "code-refused"


def test_a_code_is_good_for_five_tries(shop: Served) -> None:
    code = get_code(shop, "13800138003")
    for _ in range(5):
        answer = log_in(shop, "13800138003", other_than(code))
        assert (answer.status_code, answer.json()["code"]) == (401, "code-refused")
    assert log_in(shop, "13800138003", code).status_code == 401


def test_a_code_is_over_after_five_minutes_and_when_another_is_sent(shop: Served) -> None:
    code = get_code(shop, "13800138004")
    run_as_owner(shop, "UPDATE phone_login_code SET ends_us = ends_us - 300000000")
    assert log_in(shop, "13800138004", code).status_code == 401
    run_as_owner(shop, "TRUNCATE phone_login_count")
    first = get_code(shop, "13800138004")
    run_as_owner(shop, "TRUNCATE phone_login_count")
    second = get_code(shop, "13800138004")
    assert first == second or log_in(shop, "13800138004", first).status_code == 401
    assert log_in(shop, "13800138004", second).status_code == 201


def test_a_code_is_of_one_phone_and_one_merchant(shop: Served, tmp_path: Path) -> None:
    other = {**shop.environ, "LIUKE_TENANT": "other", "LIUKE_HOME": shop.environ["LIUKE_HOME"]}
    prepare(other)
    code = get_code(shop, "13800138005")
    assert log_in(shop, "13800138006", code).status_code == 401
    assert log_in(shop, "13800138005", code, tenant="other").status_code == 401
    answer = ask(shop, "13800138005", tenant="nobody")
    assert (answer.status_code, answer.json()["code"]) == (404, "phone-login-off")
    there = ask(shop, "13800138005", tenant="other")
    assert there.status_code == 202  # what one merchant sent is not counted with another
    theirs = log_in(shop, "13800138005", read_codes(shop)[-1], tenant="other").json()
    mine = log_in(shop, "13800138005", code).json()
    assert theirs["created"] is mine["created"] is True
    assert theirs["member_id"] != mine["member_id"]


@pytest.mark.parametrize("phone", ["12345", "23800138000", "1380013800a", "+0 138", "+" + "9" * 20])
def test_what_is_no_number_is_sent_nothing(shop: Served, phone: str) -> None:
    before = len(read_codes(shop))
    answer = ask(shop, phone)
    assert (answer.status_code, answer.json()["faults"][0]["code"]) == (422, "not-a-phone")
    assert len(read_codes(shop)) == before
    assert log_in(shop, phone, "123456").status_code == 422


def test_numbers_and_networks_have_one_form() -> None:
    assert [read_phone(one) for one in ("0086 138 0013 8000", "13800138000", "+1 (415) 555-2671", "abc")] == [
        "13800138000", "13800138000", "+14155552671", "",
    ]  # fmt: skip
    networks = ("2001:db8::1", "2001:db8:0:0:ff::2", "::ffff:192.0.2.1", "192.0.2.1", "x")
    assert [find_network(one) for one in networks] == [
        "2001:db8::/64", "2001:db8::/64", "192.0.2.1", "192.0.2.1", "x",
    ]  # fmt: skip


# -- nobody learns who is a member ------------------------------------------------------------------------------------
def test_a_member_and_a_stranger_are_answered_the_same(shop: Served) -> None:
    assert log_in(shop, "13800138010", get_code(shop, "13800138010")).status_code == 201
    run_as_owner(shop, "TRUNCATE phone_login_count")
    known, stranger = ask(shop, "13800138010"), ask(shop, "13800138011")
    assert (known.status_code, known.content) == (stranger.status_code, stranger.content)
    plain = ("content-length", "content-type", "cache-control", "vary")
    assert [known.headers.get(name) for name in plain] == [stranger.headers.get(name) for name in plain]
    wrong = [log_in(shop, phone, "000000") for phone in ("13800138010", "13800138011", "13800138012")]
    documents = [{**one.json(), "instance": ""} for one in wrong if one.status_code == 401]
    assert len(documents) >= 2  # a code may be 000000 once in a million
    assert all(one == documents[0] for one in documents)


def test_neither_number_nor_code_is_kept(shop: Served) -> None:
    code = get_code(shop, "13800138013")
    kept = str(shop.rows("SELECT phone_mark, code_mark, tries FROM phone_login_code"))
    assert "13800138013" not in kept
    assert code not in kept
    assert "13800138013" not in str(read_log(shop))


def read_log(shop: Served) -> str:
    return (Path(shop.environ["LIUKE_HOME"]).parent / "serve.log").read_text()


# -- limits -----------------------------------------------------------------------------------------------------------
def test_a_phone_is_sent_one_a_minute_five_an_hour(shop: Served) -> None:
    get_code(shop, "13800138020")
    answer = ask(shop, "13800138020", "203.0.113.8")
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-codes")
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    for _ in range(4):  # a minute later each; what was refused is not counted
        end_windows(shop, 60)
        get_code(shop, "13800138020", "203.0.113.8")
    end_windows(shop, 60)
    answer = ask(shop, "13800138020", "203.0.113.9")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 3_000
    assert ask(shop, "13800138021", "203.0.113.9").status_code == 202


def end_windows(shop: Served, seconds: int) -> None:
    """Windows that end within so long end now."""
    run_as_owner(
        shop, "UPDATE phone_login_count SET ends_us = 1 WHERE ends_us <= "
        f"(extract(epoch FROM clock_timestamp()) * 1000000)::bigint + {seconds} * 1000000::bigint",
    )  # fmt: skip


def test_a_network_asks_for_twenty_an_hour(shop: Served) -> None:
    answers = [ask(shop, f"1380013{number:04d}", f"2001:db8::{number + 1:x}") for number in range(100, 121)]
    assert [one.status_code for one in answers] == [202] * 20 + [429]
    assert ask(shop, "13800130121", "2001:db8:1::1").status_code == 202


def test_a_network_has_sixty_wrong_tries(shop: Served) -> None:
    run_as_owner(shop, "TRUNCATE phone_login_code")
    answers = [log_in(shop, "13800138030", "000000", "198.51.100.1") for _ in range(61)]
    assert [one.status_code for one in answers] == [401] * 60 + [429]
    assert log_in(shop, "13800138030", "000000", "198.51.100.2").status_code == 401


# -- many at once -----------------------------------------------------------------------------------------------------
def test_of_many_who_ask_at_once_one_is_sent_a_code(shop: Served) -> None:
    before = len(read_codes(shop))
    answers = at_once(lambda number: ask(shop, "13800138040", f"198.51.100.{number}"))
    assert sorted(one.status_code for one in answers) == [202] + [429] * (CALLERS - 1)
    assert len(read_codes(shop)) == before + 1


def test_of_many_with_the_right_code_one_is_let_in(shop: Served) -> None:
    code = get_code(shop, "13800138041")
    answers = at_once(lambda number: log_in(shop, "13800138041", code, f"198.51.101.{number}"))
    assert sorted(one.status_code for one in answers) == [201] + [401] * (CALLERS - 1)


def test_many_guesses_at_once_are_five(shop: Served) -> None:
    code = get_code(shop, "13800138042")
    answers = at_once(lambda number: log_in(shop, "13800138042", other_than(code), f"198.51.102.{number}"))
    assert [one.status_code for one in answers] == [401] * CALLERS
    assert shop.rows("SELECT tries FROM phone_login_code") == [(5,)]
    assert log_in(shop, "13800138042", code).status_code == 401


# -- renewing ---------------------------------------------------------------------------------------------------------
def begin(shop: Served, phone: str) -> dict[str, Any]:
    """A login by phone."""
    run_as_owner(shop, "TRUNCATE phone_login_count")
    answer = log_in(shop, phone, get_code(shop, phone))
    assert answer.is_success, answer.text
    found: dict[str, Any] = answer.json()
    return found


def renew(shop: Served, renewal: str, **more: str) -> httpx.Response:
    return shop.call("POST", "/v1/phone-login/renew", {"renewal": renewal, **more}, key="")


def end(shop: Served, renewal: str, **more: Any) -> dict[str, Any]:
    return shop.ok("POST", "/v1/phone-login/end", {"renewal": renewal, **more}, key="")


def is_over(answer: httpx.Response) -> bool:
    return (answer.status_code, answer.json()["code"]) == (401, "login-ended")


def test_a_login_is_renewed_for_thirty_days_and_no_longer(shop: Served) -> None:
    made = begin(shop, "13800138060")
    assert made["renewable_until_us"] - made["expires_us"] in range(2_584_000_000_000, 2_592_000_000_000)
    answers = [renew(shop, made["renewal"]) for _ in range(3)]  # an answer that is lost loses nothing
    for answer in answers:
        assert (answer.status_code, answer.json()["member_id"]) == (200, made["member_id"])
        claims = jwt.decode(answer.json()["token"], options={"verify_signature": False})
        assert claims["exp"] - claims["iat"] == 7_200
        assert shop.ok("GET", "/v1/me", key=answer.json()["token"])["id"] == made["member_id"]
    run_as_owner(shop, "UPDATE phone_login_session SET begun_us = 1, ends_us = 2")
    assert is_over(renew(shop, made["renewal"]))
    begin(shop, "13800138060")
    assert shop.rows("SELECT count(*) FROM phone_login_session") == [(1,)]  # what ended is forgotten


@pytest.mark.parametrize("given", ["x", "钥匙", "a" * 100, "eyJhbGciOiJIUzI1NiJ9.e30.x"])
def test_what_renews_nothing_is_refused(shop: Served, given: str) -> None:
    made = begin(shop, "13800138061")
    assert is_over(renew(shop, given))
    assert end(shop, given, everywhere=True) == {"ended": 0}
    assert renew(shop, made["token"][:100]).status_code == 401
    assert renew(shop, made["renewal"]).status_code == 200
    kept = str(shop.rows("SELECT mark FROM phone_login_session"))
    assert made["renewal"] not in kept


def test_logging_out_ends_this_login_or_all_of_the_member(shop: Served) -> None:
    one, two, three = (begin(shop, "13800138062") for _ in range(3))
    other = begin(shop, "13800138063")
    assert [end(shop, one["renewal"]), end(shop, one["renewal"])] == [{"ended": 1}, {"ended": 0}]
    assert is_over(renew(shop, one["renewal"]))
    assert renew(shop, two["renewal"]).status_code == 200
    assert end(shop, two["renewal"], everywhere=True) == {"ended": 2}
    assert is_over(renew(shop, three["renewal"]))
    assert renew(shop, other["renewal"]).status_code == 200


def test_who_is_erased_or_frozen_renews_nothing(shop: Served) -> None:
    erased, frozen = begin(shop, "13800138064"), begin(shop, "13800138065")
    shop.ok("POST", f"/v1/members/{erased['member_id']}/erase", {"reason": "asked"})
    assert shop.rows("SELECT count(*) FROM phone_login_session") == [(1,)]
    assert is_over(renew(shop, erased["renewal"]))
    shop.ok("POST", f"/v1/members/{frozen['member_id']}/account/freeze", {"reason": "stolen"})
    assert is_over(renew(shop, frozen["renewal"]))
    shop.ok("POST", f"/v1/members/{frozen['member_id']}/account/unfreeze", {"reason": "found"})
    assert is_over(renew(shop, frozen["renewal"]))


def test_a_member_has_twenty_logins_of_which_the_newest_stay(shop: Served) -> None:
    made = begin(shop, "13800138066")
    run_as_owner(
        shop, "INSERT INTO phone_login_session SELECT tenant_id, decode(lpad(to_hex(n), 32, '0'), 'hex'), member_id, "
        "begun_us + n, ends_us + n FROM phone_login_session, generate_series(1, 19) n",
    )  # fmt: skip
    assert renew(shop, made["renewal"]).status_code == 200
    begin(shop, "13800138066")
    assert is_over(renew(shop, made["renewal"]))
    assert shop.rows("SELECT count(*) FROM phone_login_session") == [(20,)]


def test_who_was_merged_into_another_goes_on_as_who_stayed(shop: Served) -> None:
    made = begin(shop, "13800138067")
    stays = shop.member("stays")
    shop.ok("POST", f"/v1/members/{stays}/merge", {"other": made["member_id"], "reason": "one person"})
    assert renew(shop, made["renewal"]).json()["member_id"] == stays


# -- the sender -------------------------------------------------------------------------------------------------------
def test_what_was_not_sent_is_not_counted_and_no_good(shop: Served) -> None:
    sent = list[LoginCode]()

    def mark(kind: str, value: str) -> bytes:
        return hashlib.sha256(f"{kind}\n{value}".encode()).digest()[:16]

    async def fail(given: LoginCode) -> None:
        sent.append(given)
        raise OSError("the provider is away")

    async def take(given: LoginCode) -> None:
        sent.append(given)

    async def work() -> None:
        async with open_platform(read_settings(shop.environ), connections=2) as platform:
            pool, tenant = platform.pool, platform.tenant_id
            broken = PhoneCodes(pool, tenant, mark, CodeSender("broken", text("坏", "broken"), fail))
            sound = PhoneCodes(pool, tenant, mark, CodeSender("sound", text("好", "sound"), take))
            for _ in range(3):
                with pytest.raises(CodeNotSent):
                    await broken.send("13800138050", address="192.0.2.1", locale="zh")
            with pytest.raises(CodeRefused):
                await sound.take("13800138050", sent[-1].code, address="192.0.2.1")
            await sound.send("13800138050", address="192.0.2.1", locale="en")
            with pytest.raises(TooManyCodes):
                await sound.send("13800138050", address="192.0.2.1", locale="en")
            assert (sent[-1].phone, sent[-1].minutes, sent[-1].locale, len(sent)) == ("13800138050", 5, "en", 4)
            await sound.take("13800138050", sent[-1].code, address="192.0.2.1")

    asyncio.run(work())
    assert "13800138050" not in repr(sent)


def test_the_local_sender_logs_the_code(caplog: pytest.LogCaptureFixture) -> None:
    [sender] = [one for one in CODE_SENDERS if one.name == "log"]

    async def work() -> None:
        await sender.send(LoginCode(1, "13800138000", "042917", 5, "zh"))

    with caplog.at_level(logging.WARNING):
        asyncio.run(work())
    assert caplog.messages == ["log-in code of 138****8000: 042917 (5 min)"]
