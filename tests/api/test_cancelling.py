"""Calling off an activity over HTTP and by command: once, for good, noted, and in no member's list."""

from __future__ import annotations

from tests.api.support import Served

PATH = "/v1/program/cancellations"


def test_called_off_once_and_shown(shop: Served) -> None:
    member = shop.member("visitor")
    document = shop.ok("GET", "/v1/program")["spec"]
    name = next(one["id"] for one in document["activities"] if one["kind"] == "check_in")
    assert shop.ok("GET", f"/v1/members/{member}/activities/{name}")["id"] == name
    body = {"path": f"activities.{name}", "reason": "the counter is closed"}
    made = shop.ok("POST", PATH, body)
    assert (made["path"], made["reason"], made["status"]) == (body["path"], body["reason"], "done")
    again = shop.ok("POST", PATH, {**body, "reason": "another"})
    assert again == made
    assert shop.ok("GET", PATH) == {"items": [made]}
    refused = shop.problem(409, "POST", f"/v1/members/{member}/activities/{name}/do", {})
    assert refused["reason"] == "activity-cancelled"
    assert shop.problem(404, "GET", f"/v1/members/{member}/activities/{name}")["code"] == "not-found"
    assert name not in [one["id"] for one in shop.ok("GET", f"/v1/members/{member}/centre")["activities"]]
    (noted,) = [row for row in shop.ok("GET", "/v1/audit")["items"] if row["action"] == "program.cancelled"]
    assert (noted["subject"], noted["details"]) == (body["path"], {"reason": body["reason"], "paths": [body["path"]]})


def test_what_is_not_there_and_what_is_no_path(shop: Served) -> None:
    body = {"path": "activities.nowhere", "reason": "x"}
    assert shop.problem(404, "POST", PATH, body)["code"] == "not-found"
    assert shop.problem(422, "POST", PATH, {**body, "path": "tiers.gold"})["code"] == "invalid-input"
    assert shop.problem(422, "POST", PATH, {**body, "reason": ""})["code"] == "invalid-input"


def test_results_are_what_was_recorded(shop: Served) -> None:
    document = shop.ok("GET", "/v1/program")["spec"]
    name = next(one["id"] for one in document["activities"] if one["kind"] == "task")
    found = shop.ok("GET", f"/v1/activities/{name}/results")
    assert (found["id"], found["kind"]) == (name, "task")
    assert [(one["name"], one["unit"]) for one in found["figures"]] == [("members", "members"), ("completed", "times")]
    assert shop.problem(404, "GET", "/v1/activities/nowhere/results")["code"] == "not-found"
