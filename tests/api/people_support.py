"""People who are logged in to a served shop."""

from __future__ import annotations

from typing import Any

import httpx

from tests.api.support import PLAIN, Served

PASSWORD = "a quiet river bends"


class Person:
    """A browser with somebody's session."""

    def __init__(self, shop: Served, email: str, password: str = PASSWORD) -> None:
        self.url = shop.url
        self.email = email
        self.actor = f"person:{email}"
        answer = httpx.post(
            f"{self.url}/v1/sessions", json={"email": email, "password": password}, timeout=60, verify=PLAIN
        )
        assert answer.status_code == 201, answer.text
        self.me: dict[str, Any] = answer.json()
        self.token = answer.cookies["liuke_session"]

    def call(self, method: str, path: str, body: Any = None, *, csrf: bool = True, **headers: str) -> httpx.Response:
        headers = {"Accept-Language": "en", "Cookie": f"liuke_session={self.token}", **headers}
        if csrf:
            headers["X-Liuke-CSRF"] = self.me["csrf"]
        return httpx.request(method, f"{self.url}{path}", json=body, headers=headers, timeout=60, verify=PLAIN)

    def ok(self, method: str, path: str, body: Any = None, *, csrf: bool = True, **headers: str) -> Any:
        answer = self.call(method, path, body, csrf=csrf, **headers)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def problem(
        self, status: int, method: str, path: str, body: Any = None, *, csrf: bool = True, **headers: str
    ) -> dict[str, Any]:
        answer = self.call(method, path, body, csrf=csrf, **headers)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        found: dict[str, Any] = answer.json()
        return found


def add_person(shop: Served, email: str, role: str) -> dict[str, Any]:
    """Make an account with :data:`PASSWORD`."""
    found: dict[str, Any] = shop.ok("POST", "/v1/people", {"email": email, "role": role, "password": PASSWORD})
    return found


def log_in(shop: Served, email: str, role: str) -> Person:
    """Make an account and log in."""
    add_person(shop, email, role)
    return Person(shop, email)
