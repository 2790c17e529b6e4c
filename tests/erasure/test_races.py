"""Erasing while others act, link and erase, and being killed in mid-work."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio import subprocess

from liuke.db.contracts import Pool
from liuke.kernel.errors import Refused
from tests.erasure.shop import open_shop
from tests.privacy.support import dump, find_plain
from tests.server import TestDatabase


async def test_64_callers_act_link_and_erase_at_once(database: TestDatabase, pool: Pool) -> None:
    shop = await open_shop(database, pool, "race")
    ann = await shop.register("13812345678", nickname="小安娜")
    acts = [shop.send("points.earn", ann, f"e{n}", asset="points", amount=1) for n in range(24)]
    visits = [shop.send("page.viewed", ann, f"v{n}", page="p", receiver_name="安娜·王") for n in range(16)]
    links = [shop.link(ann, "phone", f"1390000{n:04}") for n in range(16)]
    erasures = [shop.erase(ann) for _ in range(8)]
    mixed = [*acts, *visits, *links, *erasures]
    found = await asyncio.gather(*mixed[::3], *mixed[1::3], *mixed[2::3])
    news = [one.new for one in found if hasattr(one, "new")]
    assert (len(news), sum(news)) == (8, 1)
    refused = [one.error.reason for one in found if isinstance(getattr(one, "error", None), Refused)]
    assert {*refused} <= {"member-erased"}
    assert find_plain(await dump(database.admin_dsn), "13812345678", "小安娜", "安娜·王", "13900000003") == []
    await shop.shop.assert_lawful()


async def test_killed_in_mid_work_each_member_is_erased_whole_or_not_at_all(database: TestDatabase, pool: Pool) -> None:
    shop = await open_shop(database, pool, "killed")
    members = [await shop.register(f"1381234{n:04}", nickname=f"nick{n}") for n in range(24)]
    process = await subprocess.create_subprocess_exec(
        sys.executable, "-m", "tests.erasure.client", stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps([database.dsn, shop.shop.tenant_id, members]).encode() + b"\n")
    acknowledged = {int(await asyncio.wait_for(process.stdout.readline(), 60)) for _ in range(5)}
    process.kill()
    await process.wait()
    erased = {row[0] for row in await shop.shop.rows("SELECT member_id FROM member_erasure")}
    keyless = "SELECT member_id FROM member_state WHERE personal_key IS NULL AND member_id = ANY ($1::bigint[])"
    assert acknowledged <= erased == {row[0] for row in await shop.shop.rows(keyless, members)}
    await shop.shop.assert_lawful()
    told = [await shop.erase(member) for member in members]
    assert [one.new for one in told] == [member not in erased for member in members]
    await shop.shop.assert_lawful()
