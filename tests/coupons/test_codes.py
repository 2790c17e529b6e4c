"""Importing codes: whole or not at all, once; what members then type or receive."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.merchant import FIVE, PROGRAM, Merchant, open_merchant, open_pool, summary
from tests.server import TestDatabase
from typer.testing import CliRunner

from liuke.cli.main import make_app
from liuke.coupons.code_import import Imported, import_codes
from liuke.db.pool import acquire, connect, transaction
from liuke.decision.event import Event
from liuke.features import DOMAINS, compile_program
from liuke.kernel.errors import InvalidInput
from liuke.publishing.programs import Programs

DOCUMENT: dict[str, Any] = {
    **PROGRAM,
    "coupons": [
        *PROGRAM["coupons"],
        {**FIVE, "id": "cup", "code": "imported", "quota": 5},
        {**FIVE, "id": "film", "code": "imported", "quota": 6},
    ],
}


@pytest.fixture
async def merchant(database: TestDatabase) -> AsyncIterator[Merchant]:
    pool = await open_pool(database.dsn)
    made = await open_merchant(database, pool, "codes", 8)
    made.program = compile_program(DOCUMENT)
    yield made
    await pool.close()


async def bring(merchant: Merchant, batch: str, *codes: str, hand_out: bool) -> Imported:
    return await import_codes(
        merchant.pool, merchant.tenant_id, merchant.program, batch, codes, hand_out=hand_out, actor="alice"
    )


async def faults(merchant: Merchant, batch: str, *codes: str, hand_out: bool) -> list[tuple[str, str]]:
    before = await everything(merchant)
    with pytest.raises(InvalidInput) as error:
        await bring(merchant, batch, *codes, hand_out=hand_out)
    assert await everything(merchant) == before
    return [(fault.path, fault.code) for fault in error.value.faults]


async def everything(merchant: Merchant) -> list[Any]:
    async with acquire(merchant.pool) as connection, transaction(connection, tenant_id=merchant.tenant_id):
        return [
            [tuple(row) for row in await connection.fetch(f"SELECT * FROM {table} ORDER BY 1, 2, 3")]
            for table in ("code", "stock", "audit_log")
        ]


async def stock(merchant: Merchant, item: str) -> list[tuple[Any, ...]]:
    return await merchant.rows("SELECT initial, remaining FROM stock WHERE item = $1", item)


async def ask(merchant: Merchant, type_: str, place: int, **data: Any) -> dict[str, Any]:
    key = f"{type_}-{sorted(data.items())}"
    return summary(await merchant.engine().submit(Event(type_, merchant.members[place], key, 0, data)))


async def test_typed_codes_are_redeemed_once(merchant: Merchant) -> None:
    done = await bring(merchant, "cup", "AAA", "", " BBB ", hand_out=False)
    assert done == Imported("cup", 2, 0, 2, 2)
    assert await stock(merchant, "coupon:cup") == [(2, 2)]
    assert (await ask(merchant, "coupon.redeem_code", 0, code="BBB"))["result"]["batch"] == "cup"
    assert await ask(merchant, "coupon.redeem_code", 1, code="BBB") == {"refused": "code-used"}
    assert await ask(merchant, "coupon.redeem_code", 1, code="CCC") == {"refused": "code-not-found"}
    assert await stock(merchant, "coupon:cup") == [(2, 1)]
    more = await bring(merchant, "cup", "CCC", hand_out=False)
    assert more == Imported("cup", 1, 0, 3, 2)
    await merchant.assert_lawful()
    audit = await merchant.rows("SELECT actor, action, subject FROM audit_log WHERE actor <> '' ORDER BY audit_id")
    assert audit == [("alice", "coupon.codes_imported", "coupon/cup")] * 2


async def test_handed_out_codes_go_on_after_another_import(merchant: Merchant) -> None:
    assert await bring(merchant, "film", "F1", "F2", "F3", hand_out=True) == Imported("film", 3, 0, 3, 3)
    received = [(await ask(merchant, "coupon.claim", n, batch="film"))["result"]["code"] for n in range(2)]
    assert received == ["F3", "F2"]
    assert await bring(merchant, "film", "F4", "F5", "F6", hand_out=True) == Imported("film", 3, 0, 6, 4)
    received += [(await ask(merchant, "coupon.claim", n, batch="film"))["result"]["code"] for n in range(2, 6)]
    assert sorted(received) == ["F1", "F2", "F3", "F4", "F5", "F6"]
    assert await ask(merchant, "coupon.claim", 6, batch="film") == {"refused": "coupon-sold-out"}
    assert await stock(merchant, "coupon:film") == [(6, 0)]
    await merchant.assert_lawful()


@pytest.mark.parametrize("code", ["film#1", "F1"])
async def test_a_code_that_is_handed_out_cannot_be_typed(code: str, merchant: Merchant) -> None:
    await bring(merchant, "film", "F1", hand_out=True)
    assert await ask(merchant, "coupon.redeem_code", 0, code=code) == {"refused": "code-not-found"}
    assert await stock(merchant, "coupon:film") == [(1, 1)]
    assert await merchant.rows("SELECT count(*) FROM coupon") == [(0,)]


@pytest.mark.parametrize("hand_out", [True, False])
async def test_the_same_import_again_changes_nothing(hand_out: bool, merchant: Merchant) -> None:
    first = await asyncio.gather(*(bring(merchant, "film", "A", "B", hand_out=hand_out) for _ in range(6)))
    assert sorted(done.imported for done in first) == [0, 0, 0, 0, 0, 2]
    before = await everything(merchant)
    assert await bring(merchant, "film", "B", "A", hand_out=hand_out) == Imported("film", 0, 2, 2, 2)
    assert await everything(merchant) == before


async def test_all_faults_at_once(merchant: Merchant) -> None:
    await bring(merchant, "cup", "OLD", hand_out=False)
    long = "x" * 101
    assert await faults(merchant, "nothing", "A", "OLD", "", "A", long, "film#7", "a\tb", hand_out=False) == [
        ("line 4", "duplicate"), ("line 5", "too-long"), ("line 6", "reserved"), ("line 7", "not-printable"),
        ("batch", "unknown-batch"), ("line 2", "known"),
    ]  # fmt: skip
    assert await faults(merchant, "five", " ", hand_out=True) == [("codes", "empty"), ("batch", "not-imported")]
    assert await faults(merchant, "cup", "OLD", *"ABCDE", hand_out=True) == [
        ("line 1", "known"), ("batch", "mixed-use"), ("batch", "over-quota"),
    ]  # fmt: skip
    assert await faults(merchant, "cup", *"ABCDE", hand_out=False) == [("batch", "over-quota")]
    # a code of another batch is known, too
    assert await faults(merchant, "film", "OLD", hand_out=False) == [("line 1", "known")]


async def test_publishing_leaves_the_stock_of_imported_codes_alone(merchant: Merchant) -> None:
    await bring(merchant, "film", "F1", "F2", hand_out=True)
    programs = Programs(merchant.pool, merchant.tenant_id, domains=DOMAINS)
    raised = {**DOCUMENT, "coupons": [{**c, "quota": 100} if c["id"] == "film" else c for c in DOCUMENT["coupons"]]}
    published = await programs.publish(raised, actor="alice", force_warnings=True)
    assert published.created
    assert await stock(merchant, "coupon:film") == [(2, 2)]
    assert (await ask(merchant, "coupon.claim", 0, batch="film"))["result"]["code"] == "F2"
    await merchant.assert_lawful()


def test_the_command(database: TestDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environ = {
        "LIUKE_DATABASE_URL": database.dsn, "LIUKE_DATABASE_OWNER_URL": database.owner_dsn,
        "LIUKE_HOME": str(tmp_path / "home"), "LIUKE_TENANT": "shop", "LIUKE_LOCALE": "en",
    }  # fmt: skip
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    program, codes = tmp_path / "p.yaml", tmp_path / "codes.txt"
    program.write_text(yaml.safe_dump(DOCUMENT, allow_unicode=True))
    codes.write_text("\ufeffA1\nA2\n\nA3\n", encoding="utf-8")

    def liuke(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(make_app(), list(arguments), prog_name="liuke")
        assert result.exit_code == code, result.output
        return result.stdout if code == 0 else result.stderr

    liuke("program", "publish", str(program), "--accept-warnings")
    assert liuke("coupon", "import", "film", str(codes), "--hand-out") == "3 codes of film imported: 3 left of 3\n"
    again = json.loads(liuke("coupon", "import", "film", str(codes), "--hand-out", "--json"))
    assert again == {"batch": "film", "imported": 0, "known": 3, "total": 3, "left": 3}
    said = json.loads(liuke("coupon", "import", "cup", str(codes), "--json", code=1))
    assert [fault["code"] for fault in said["faults"]] == ["known"] * 3
    assert "UTF-8" in liuke("coupon", "import", "cup", str(_binary(tmp_path)), code=1)
    assert "gone.txt" in liuke("coupon", "import", "cup", str(tmp_path / "gone.txt"), code=1)

    async def look() -> list[str]:
        connection = await connect(database.admin_dsn)
        rows = await connection.fetch("SELECT code FROM code WHERE kind = 'handed' ORDER BY 1")
        await connection.close()
        return [row[0] for row in rows]

    assert asyncio.run(look()) == ["A1", "A2", "A3"]


def _binary(folder: Path) -> Path:
    made = folder / "binary"
    made.write_bytes(b"\xff\xfe\xff")
    return made


async def test_a_public_code_is_not_imported(merchant: Merchant) -> None:
    poster = {**FIVE, "id": "poster", "code": "public", "public_code": "SUMMER20"}
    merchant.program = compile_program({**DOCUMENT, "coupons": [*DOCUMENT["coupons"], poster]})
    assert await faults(merchant, "cup", "A", "summer20", hand_out=False) == [("line 2", "public")]
    assert await faults(merchant, "poster", "A", hand_out=False) == [("batch", "not-imported")]
