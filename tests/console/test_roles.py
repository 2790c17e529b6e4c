"""Every page of the console as every role, against the table of the reference."""

from __future__ import annotations

import pytest

from liuke.http.scopes import ROLES
from tests.api.support import Served
from tests.console.support import Console
from tests.roles_table import read_table


@pytest.mark.parametrize("role", list(ROLES))
def test_every_page_as_every_role(console: Console, shop: Served, role: str) -> None:
    table = read_table("Pages of the console")
    filled = {"/members/:id": f"/members/{shop.member('alice')}", "/orders/:id": "/orders/big"}
    page = console.open("/settings", role=role)
    wrong = dict[str, bool]()
    for path, roles in table.items():
        console.turn(page, filled.get(path, path))
        closed = "没有权限" in page.get_by_role("main").inner_text()
        if path == "/" and role not in roles:  # the first page of the menu instead
            assert not page.url.endswith("/console/")
        elif closed is (role in roles):
            wrong[path] = closed
    assert wrong == {}
    # of the page of one campaign: there is none in this shop, and the page says so
    assert [said for said in console.said.take() if not said.endswith("/campaigns/:id")] == []
