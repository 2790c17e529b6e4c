"""Names of the program, for those who may not read it."""

from __future__ import annotations

from typing import Any

from tests.api.support import Served


def test_names_are_those_of_the_program_in_the_language_of_the_call(shop: Served) -> None:
    spec: dict[str, Any] = shop.ok("GET", "/v1/program")["spec"]
    for locale in ("zh", "en"):
        found = shop.ok("GET", "/v1/program/names", key="clerk", **{"Accept-Language": locale})["items"]
        names = {(one["path"], one["id"]): one["name"] for one in found}
        for section in ("assets", "coupons", "benefits", "earning", "counters", "mall"):
            expected = {item["id"]: item["name"][locale] for item in spec[section] if "name" in item}
            assert {id_: name for (path, id_), name in names.items() if path == section} == expected
        ladder = [(one["id"], one["name"], one["color"]) for one in found if one["path"] == "tiers.ladder"]
        assert ladder == [(tier["id"], tier["name"][locale], tier["color"]) for tier in spec["tiers"]["ladder"]]
    # names and nothing else: no term of a rule is told
    assert {name for one in found for name in one} == {"path", "id", "name", "color"}


def test_names_are_told_to_those_who_work_with_members(shop: Served) -> None:
    assert shop.ok("GET", "/v1/program/names", key="reader")["items"]
    problem = shop.problem(403, "GET", "/v1/program/names", key="events")
    assert problem["code"] == "forbidden"
    shop.problem(401, "GET", "/v1/program/names", key="")
    shop.problem(403, "GET", "/v1/program", key="clerk")
