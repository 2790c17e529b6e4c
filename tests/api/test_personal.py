"""What is personal comes in by every door, can be read by those who may, and stands nowhere in a dump or a log."""

from __future__ import annotations

import asyncio
import base64
import csv
import io
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from liuke.db.pool import connect
from liuke.webhooks.queue_store import _NAMES
from tests.api.data_shop import send
from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.privacy.support import dump, find_plain
from tests.server import TestDatabase

OLD, NEW = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))
OPEN = "13811110001"
BULK = "13811110002"
LINKED = "13811110003"
TOLD = "13811110004"
PLAYED = "13811110005"
EVENT = "13811110006"
MAIL = "Ann.Lee@mail.example"
ALL = (
    OPEN, BULK, LINKED, TOLD, PLAYED, EVENT, MAIL, MAIL.lower(), "欧阳小明", "南京西路1266号", "上官婉儿",
    "Zhang Wei Ren", "Rue de Rivoli 99", "06-17", "司马相如",
)  # fmt: skip


def liuke(environ: dict[str, str], *arguments: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "liuke.cli.main", *arguments], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def find_shown(database: TestDatabase) -> list[str]:
    return find_plain(asyncio.run(dump(database.admin_dsn)), *ALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("personal")


@pytest.fixture(scope="module")
def shop(module_database: TestDatabase, folder: Path) -> Iterator[Served]:
    environ = make_environ(module_database, folder, LIUKE_SECRET_KEY=OLD, **NO_LIMITS)
    keys = prepare(environ, reader=["members:read"], bulk=["bulk:read"], writer=["members:write", "events:write"])
    with serve(environ, keys) as served:
        yield served


@pytest.fixture(scope="module")
def filled(shop: Served, folder: Path) -> Served:
    """The shop after something personal came in by every door."""
    profile = {"name": "欧阳小明", "address": "南京西路1266号", "birthday": "06-17"}
    shop.ok("POST", "/v1/members", {"namespace": "phone", "external_id": f"+86 {OPEN}", "profile": profile})
    rows = (
        f'namespace,external_id,identities,profile.name\nphone,{BULK},email:{MAIL},上官婉儿\ncrm,7,,"Zhang Wei Ren"\n'
    )
    assert send(shop, "/v1/bulk/members", rows.encode(), "text/csv").is_success
    body = {"namespace": "mobile", "external_id": LINKED}
    shop.ok("POST", "/v1/members/crm:7/identities", body)
    told = {"type": "profile.completed", "member": f"phone:{TOLD}", "key": "p", "data": {"hobby": "Rue de Rivoli 99"}}
    shop.ok("POST", "/v1/events?register=true", told)
    paid = {"order_id": "o1", "amount_cents": 900, "phone": EVENT, "receiver": {"name": "司马相如"}}
    shop.ok("POST", "/v1/events", {"type": "order.paid", "member": "crm:7", "key": "o1", "data": paid})
    shop.ok("GET", f"/v1/members?q={OPEN}")
    files = folder / "files"
    files.mkdir()
    (files / "orders.csv").write_text(f"id,who,at,paid\n1,{PLAYED},2024-05-06 10:00:00,12.50\n", encoding="utf-8")
    (files / "people.csv").write_text(f"who,called\n{PLAYED},司马相如\n", encoding="utf-8")
    mapping = {
        "format": "liuke.replay/1", "name": "shop", "merchant": {"timezone": "Asia/Shanghai", "currency": "CNY"},
        "namespace": "phone", "files": {"orders": {"path": "orders.csv"}, "people": {"path": "people.csv"}},
        "orders": {"file": "orders", "order_id": "id", "member": "who", "time": "at", "timestamp_zone": "UTC",
                   "amounts": {"kind": "columns", "unit": "decimal", "paid": {"plus": ["paid"]}}},
        "profile": {"file": "people", "member": "who", "attributes": {"name": "called"}},
    }  # fmt: skip
    (folder / "mapping.json").write_text(json.dumps(mapping), encoding="utf-8")
    liuke(
        shop.environ, "replay", str(files), "--mapping", str(folder / "mapping.json"), "--program", "tea_shop",
        "--tenant", "old", "--processes", "2", "--json",
    )  # fmt: skip
    return shop


def test_a_dump_shows_nothing(filled: Served, module_database: TestDatabase, folder: Path) -> None:
    assert find_shown(module_database) == []
    connection_rows = filled.rows("SELECT namespace, sealed IS NOT NULL FROM identity ORDER BY namespace")
    others = [row for row in connection_rows if row[0] != "x"]  # a name that is linked elsewhere in this module
    assert others == [
        ("crm", False), ("email", True), ("mobile", True), ("phone", True), ("phone", True), ("phone", True),
    ]  # fmt: skip
    assert find_plain((folder / "serve.log").read_bytes(), *ALL) == []


def test_those_who_may_see_it(filled: Served) -> None:
    first = filled.ok("GET", f"/v1/members/phone:{OPEN}", key="reader")
    assert first["profile"] == {"name": "欧阳小明", "address": "南京西路1266号", "birthday": "06-17"}
    assert [one["external_id"] for one in first["identities"]] == [f"+86 {OPEN}"]
    assert filled.ok("GET", f"/v1/members/phone:86-{OPEN}")["member_id"] == first["member_id"]
    for page in ("centre", "forecast", "operations"):
        shown = json.dumps(filled.ok("GET", f"/v1/members/phone:{OPEN}/{page}"), ensure_ascii=False)
        assert find_plain(shown.encode(), *ALL) == []
    other = filled.ok("GET", f"/v1/members/email:{MAIL.upper()}")
    assert other["profile"] == {"name": "上官婉儿"}
    assert [one["external_id"] for one in other["identities"]] == [BULK, MAIL]
    played = json.loads(liuke({**filled.environ, "LIUKE_TENANT": "old"}, "member", "show", PLAYED, "--json"))
    assert played["profile"] == {"name": "司马相如"}
    assert played["wallets"]["points"]["available"] > 0


def test_lists_show_masks(filled: Served) -> None:
    names = [row["identities"] for row in filled.ok("GET", "/v1/members?sort=oldest", key="reader")["items"]]
    assert names[0] == ["phone:138****0001"]
    assert ["phone:138****0002", "email:a***@mail.example"] in names
    assert names[1][:2] == ["crm:7", "mobile:138****0003"]
    linked = filled.call("POST", "/v1/members/crm:7/identities", {"namespace": "x", "external_id": "y"}, key="writer")
    assert [one["external_id"] for one in linked.json()["identities"]] == ["7", "138****0003", "y"]
    for q in (OPEN, f"phone:{OPEN}", "138-1111-0001", "138****0001"):
        found = filled.ok("GET", f"/v1/members?q={q}")["items"]
        assert [row["identities"] for row in found] == [["phone:138****0001"]], q
    assert filled.ok("GET", "/v1/members?q=13811119999")["items"] == []


def test_exports_open_it_with_the_scope(filled: Served) -> None:
    def fetch(format_: str, key: str) -> bytes:
        with filled.client(key) as client:
            answer = client.get(f"/v1/bulk/members?format={format_}")
        assert answer.is_success
        return answer.content

    assert find_plain(b"".join(fetch(one, "reader") for one in ("csv", "ndjson")), *ALL) == []
    wanted = {f"phone:+86 {OPEN}", f"phone:{BULK}", f"email:{MAIL}", "crm:7", f"mobile:{LINKED}", f"phone:{TOLD}"}
    lines = [json.loads(line) for line in fetch("ndjson", "bulk").splitlines()]
    assert {name for line in lines for name in line["identities"]} - {"x:y"} == wanted
    assert [line["profile"] for line in lines if f"phone:{BULK}" in line["identities"]] == [{"name": "上官婉儿"}]
    assert all("_key" not in line for line in lines)
    rows = list(csv.DictReader(io.StringIO(fetch("csv", "bulk").decode())))
    assert list(rows[0]) == list(lines[0])
    by_member = {line["member_id"]: line for line in lines}
    for row in rows:
        line = by_member[row["member_id"]]
        assert json.loads(row["identities"]) == line["identities"]
        assert json.loads(row["profile"] or "null") == line["profile"]
        assert (row["tier"], int(row["ops"]), row["registered_day"]) == (
            line["tier"], line["ops"], line["registered_day"],
        )  # fmt: skip
    file = Path(filled.environ["LIUKE_HOME"]).parent / "members.parquet"
    file.write_bytes(fetch("parquet", "bulk"))
    packed = duckdb.sql(f"SELECT member_id, identities, profile, tier, ops FROM '{file}'").fetchall()
    assert {(str(row[0]), row[1], row[2], row[3], row[4]) for row in packed} == {
        (row["member_id"], row["identities"], row["profile"] or None, row["tier"], int(row["ops"])) for row in rows
    }


def test_the_same_again_and_another_number(filled: Served) -> None:
    event = {"type": "order.paid", "member": "crm:7", "key": "o1"}
    data = {"order_id": "o1", "amount_cents": 900, "phone": EVENT, "receiver": {"name": "司马相如"}}
    assert filled.ok("POST", "/v1/events", {**event, "data": data})["replayed"] is True
    changed = {**event, "data": {**data, "phone": "13811119999"}}
    assert filled.problem(409, "POST", "/v1/events", changed)["code"] == "idempotency-key-reused"


def test_webhooks_do_not_carry_numbers(filled: Served, module_database: TestDatabase) -> None:
    async def ask() -> list[Any]:
        connection = await connect(module_database.admin_dsn)
        members = await connection.fetch("SELECT tenant_id, member_id FROM identity WHERE namespace = 'mobile'")
        found = await connection.fetch(_NAMES, members[0][0], [members[0][1]])
        await connection.close()
        return [row[1] for row in found]

    assert filled.url
    assert "mobile:138****0003" in asyncio.run(ask())


# -- rotation ---------------------------------------------------------------------------------------------------------
_KILLED = """
import asyncio, sys
from liuke.bootstrap import open_platform
from liuke.privacy import rotation
rotation.BATCH = 1
async def main():
    async with open_platform(connections=2) as platform:
        def told(count):
            print(count, flush=True)
            if len(seen) == 2:
                sys.stdin.read()  # until it is killed
            seen.append(count)
        seen = []
        await rotation.rotate(platform.pool, platform.vault, actor="test", on_progress=told)
asyncio.run(main())
"""


def test_the_key_is_changed_while_everything_goes_on(filled: Served, module_database: TestDatabase) -> None:
    both = {**filled.environ, "LIUKE_SECRET_KEY": f"{NEW},{OLD}"}
    before = json.loads(liuke(both, "vault", "status", "--json"))
    new, old = before["known"]
    assert before["current"] == new
    assert before["plain"] == {"profiles": 0, "names": 0}
    count = before["counts"]["member_keys"][old]
    assert set(before["counts"]["member_keys"]) == set(before["counts"]["peppers"]) == {old}
    killed = subprocess.Popen(
        [sys.executable, "-c", _KILLED], env=both, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert killed.stdout is not None
    assert killed.stdin is not None
    for _ in range(3):
        assert killed.stdout.readline() == "1\n"
    killed.send_signal(signal.SIGKILL)
    killed.wait(10)
    killed.stdout.close()
    killed.stdin.close()
    half = json.loads(liuke(both, "vault", "status", "--json"))["counts"]
    assert sum(half[kind].get(new, 0) for kind in half) == 3
    done = json.loads(liuke(both, "vault", "rotate", "--json"))
    assert sum(done["done"].values()) == count + sum(before["counts"]["peppers"].values()) - 3
    only_new = {**filled.environ, "LIUKE_SECRET_KEY": NEW}
    after = json.loads(liuke(only_new, "vault", "status", "--json"))
    assert after["counts"]["member_keys"] == {new: count}
    shown = json.loads(liuke(only_new, "member", "show", OPEN, "--json"))
    assert shown["profile"]["name"] == "欧阳小明"
    wrong = {**filled.environ, "LIUKE_SECRET_KEY": OLD}
    assert json.loads(liuke(wrong, "vault", "status", "--json", code=1))["counts"]["member_keys"] == {new: count}
    acts = filled.ok("GET", "/v1/audit?action=vault.rotated")["items"]
    assert {act["subject"] for act in acts} == {f"key/{new}"}
    assert find_shown(module_database) == []
    for format_ in ("ndjson", "csv", "parquet"):  # by a server that was not told of the new key
        problem = filled.problem(500, "GET", f"/v1/bulk/members?format={format_}", key="bulk")
        assert problem["code"] == "vault-key-missing"
    liuke({**filled.environ, "LIUKE_SECRET_KEY": f"{OLD},{NEW}"}, "vault", "rotate")
