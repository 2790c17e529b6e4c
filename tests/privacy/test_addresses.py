"""The address book: sealed, bounded however many write at once, one book for who is one, and gone with the member."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio import subprocess
from collections import Counter
from collections.abc import AsyncIterator

import msgspec
import pytest

from liuke.addresses.contracts import MAX_LINE, MOST, Address, find_faults, tidy
from liuke.addresses.errors import TooManyAddresses
from liuke.addresses.service import AddressBook
from liuke.db.contracts import Pool
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.members.errors import MemberErased
from liuke.merging.service import merge, undo
from tests.erasure.shop import Shop, open_shop
from tests.merchant import NOW, open_pool
from tests.privacy.book_client import HOME
from tests.privacy.support import dump, find_plain
from tests.server import TestDatabase


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await open_pool(database.dsn, 8)
    yield made
    await made.close()


def book_of(shop: Shop) -> AddressBook:
    return AddressBook(shop.shop.pool, shop.personal)


async def ids(book: AddressBook, member: int) -> list[tuple[str, bool]]:
    return [(one.address_id, one.is_default) for one in await book.list_for(member)]


# -- what an address is -----------------------------------------------------------------------------------------------
def test_what_is_typed_is_tidied_and_every_fault_is_said() -> None:
    typed = Address(" 安 ", "+86 (138) 0013-8000", [" 上海市 ", " "], " 一号 ", " 200040 ", " 家 ")
    assert tidy(typed) == Address("安", "13800138000", ["上海市"], "一号", "200040", "家")
    assert find_faults(tidy(typed)) == []
    assert find_faults(Address("Ann", "+4915123456789", ["Berlin"], "Str. 1", "10115")) == []

    def codes(address: Address) -> list[tuple[str, str]]:
        return [(fault.path, fault.code) for fault in find_faults(address)]

    assert codes(Address("", "", [], "", "1")) == [
        ("recipient", "empty"), ("street", "empty"), ("region", "empty"), ("phone", "empty"),
        ("postcode", "not-a-postcode"),
    ]  # fmt: skip
    assert codes(Address("a\u0007", "1234", ["x", "y\n"], "z")) == [
        ("phone", "not-a-phone"), ("recipient", "not-printable"), ("region.1", "not-printable"),
    ]  # fmt: skip
    long = msgspec.structs.replace(HOME, region=["x" * 200] * 2, street="y" * 100)
    assert (len(long.in_one_line()), codes(long)) == (MAX_LINE + 2, [("street", "too-long")])


# -- kept -------------------------------------------------------------------------------------------------------------
async def test_nothing_of_it_is_readable_and_it_goes_with_the_member(database: TestDatabase, pool: Pool) -> None:
    shop = await open_shop(database, pool, "sealed", 2)
    ann, book = await shop.register("13812345678"), book_of(shop)
    await book.put(ann, "home", HOME, default=False, t_us=NOW)
    assert [one.address for one in await book.list_for(ann)] == [HOME]
    assert find_plain(await dump(database.admin_dsn), "王小明", "13800138000", "南京西路", "静安区") == []
    assert [one["recipient"] for one in (await shop.export(ann))["addresses"]] == ["王小明"]
    await shop.shop.assert_lawful()

    # one that is moved to another member, or under another name, does not open
    stranger = shop.shop.members[0]
    await shop.shop.rows("UPDATE member_address SET address_id = 'other' WHERE member_id = $1", ann)
    with pytest.raises(Exception, match="does not fit its seal"):
        await book.list_for(ann)
    await shop.shop.rows("UPDATE member_address SET address_id = 'home' WHERE member_id = $1", ann)
    with pytest.raises(NotFound):
        await book.put(999_999_999, "home", HOME, default=False, t_us=NOW)

    done = await shop.erase(ann)
    assert done.held.addresses == 1
    assert await shop.shop.rows("SELECT count(*)::int FROM member_address") == [(0,)]
    with pytest.raises(MemberErased):
        await book.put(ann, "home", HOME, default=False, t_us=NOW)
    assert await book.list_for(ann) == []
    assert await book.list_for(stranger) == []
    await shop.shop.assert_lawful()


async def test_two_who_are_one_have_one_book(database: TestDatabase, pool: Pool) -> None:
    shop = await open_shop(database, pool, "onebook")
    ann, twin, book = await shop.register("13812345678"), await shop.register("13700000000"), book_of(shop)
    await book.put(ann, "home", HOME, default=False, t_us=NOW)
    for n in range(3):
        await book.put(twin, f"t{n}", HOME, default=False, t_us=NOW + n)
    merged = await merge(shop.engine(), ann, twin, reason="one person", actor="person:anna")
    # each had a default: one of them is shown as such
    assert await ids(book, twin) == [("home", True), ("t0", False), ("t2", False), ("t1", False)]
    await book.put(twin, "t1", HOME, default=True, t_us=NOW + 9)
    assert await ids(book, ann) == [("t1", True), ("t2", False), ("home", False), ("t0", False)]
    assert [one for one, _ in await ids(book, (await shop.register("13600000000")))] == []
    await book.put(ann, "new", HOME, default=False, t_us=NOW + 10)
    owners = await shop.shop.rows("SELECT member_id, count(*)::int FROM member_address GROUP BY 1 ORDER BY 1")
    assert owners == sorted([(ann, 2), (twin, 3)])
    data = {"address_id": "t0"}
    await book.fill(ann, "prize.claim", "k", data)
    assert data == {"address_id": "t0", "recipient": "王小明", "phone": "13800138000", "address": HOME.in_one_line()}
    with pytest.raises(InvalidInput):
        await book.fill(ann, "prize.claim", "k", {"address_id": "nowhere"})

    await undo(shop.engine(), ann, merged.merge_id, reason="two", actor="person:anna")
    assert [one for one, _ in await ids(book, ann)] == ["new", "home"]
    assert await ids(book, twin) == [("t1", True), ("t2", False), ("t0", False)]
    await shop.shop.assert_lawful()


async def test_there_is_always_a_default_while_there_is_an_address(database: TestDatabase, pool: Pool) -> None:
    shop = await open_shop(database, pool, "default")
    ann, book = shop.shop.members[0], book_of(shop)
    for n in range(MOST):
        await book.put(ann, f"a{n}", HOME, default=n == 5, t_us=NOW + n)
    with pytest.raises(TooManyAddresses):
        await book.put(ann, "one-more", HOME, default=False, t_us=NOW)
    await book.put(ann, "a3", msgspec.structs.replace(HOME, label="家"), default=False, t_us=NOW + 99)
    assert (await ids(book, ann))[:3] == [("a5", True), ("a3", False), (f"a{MOST - 1}", False)]
    left = await book.remove(ann, "a5")
    assert [(one.address_id, one.is_default) for one in left][:2] == [("a3", True), (f"a{MOST - 1}", False)]
    assert await book.remove(ann, "a5") == left
    for one in left:
        await book.remove(ann, one.address_id)
    assert await ids(book, ann) == []


# -- many at once -----------------------------------------------------------------------------------------------------
async def test_64_callers_from_two_processes_fill_the_book_and_no_more(database: TestDatabase, pool: Pool) -> None:
    shop = await open_shop(database, pool, "race")
    ann = shop.shop.members[0]

    async def run(names: list[str]) -> Counter[str]:
        process = await subprocess.create_subprocess_exec(
            sys.executable, "-m", "tests.privacy.book_client", stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        task = json.dumps([database.dsn, shop.shop.tenant_id, ann, names]).encode() + b"\n"
        out, _ = await asyncio.wait_for(process.communicate(task), 120)
        return Counter(line.split()[1] for line in out.decode().splitlines())

    found = await asyncio.gather(*(run([f"{'d' if n % 4 == 0 else 'a'}{half}{n}" for n in range(32)]) for half in "xy"))
    assert found[0] + found[1] == {"ok": MOST, "too-many-addresses": 64 - MOST}
    assert await shop.shop.rows("SELECT count(*)::int FROM member_address WHERE is_default") == [(1,)]
    assert len(await book_of(shop).list_for(ann)) == MOST
    await shop.shop.assert_lawful()


async def test_killed_in_mid_work_what_was_acknowledged_is_there_and_readable(
    database: TestDatabase, pool: Pool
) -> None:
    shop = await open_shop(database, pool, "killed")
    ann = shop.shop.members[0]
    process = await subprocess.create_subprocess_exec(
        sys.executable, "-m", "tests.privacy.book_client", "--one-by-one", stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    names = [f"a{n}" for n in range(MOST)]
    process.stdin.write(json.dumps([database.dsn, shop.shop.tenant_id, ann, names]).encode() + b"\n")
    said = {(await asyncio.wait_for(process.stdout.readline(), 60)).split()[0].decode() for _ in range(5)}
    process.kill()
    await process.wait()
    kept = await book_of(shop).list_for(ann)
    assert said <= {one.address_id for one in kept}
    assert [one.address for one in kept] == [HOME] * len(kept)
    assert [one.is_default for one in kept].count(True) == 1
    await shop.shop.assert_lawful()
