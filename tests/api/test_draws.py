"""Commitments over HTTP: nothing before anybody drew, and a place in the view of an activity."""

from __future__ import annotations

from tests.api.support import Served


def test_nothing_was_drawn_yet(shop: Served) -> None:
    assert shop.ok("GET", "/v1/draws/wheel") == {"items": []}
    assert shop.problem(404, "GET", "/v1/draws/wheel/2026-11-29.day")["code"] == "not-found"
    member = shop.member("looker")
    name = next(one["id"] for one in shop.ok("GET", f"/v1/members/{member}/centre")["activities"])
    assert shop.ok("GET", f"/v1/members/{member}/activities/{name}")["draws"] == []
