"""A running server, as talkative as Python can make it, shows no secret to those who look at the machine."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.api.support import make_environ, prepare, serve
from tests.server import TestDatabase

SECRET_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
METRICS_TOKEN = "0123456789abcdef0123456789abcdef"
PASSWORD = "a sentence that nobody guesses"
PHONE = "13800138000"


def read_process_list() -> str:
    """Arguments of every process, as any account may read them."""
    shown = list[str]()
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            shown.append(file.read_text(encoding="utf-8", errors="replace"))
        except OSError:
            continue  # it has ended
    return "\n".join(shown)


def test_no_secret_is_in_logs_figures_or_the_process_list(database: TestDatabase, tmp_path: Path) -> None:
    environ = make_environ(
        database, tmp_path, LIUKE_SECRET_KEY=SECRET_KEY, LIUKE_METRICS_TOKEN=METRICS_TOKEN,
        PYTHONASYNCIODEBUG="1", PYTHONDEVMODE="1",
    )  # fmt: skip
    keys = prepare(environ)
    with serve(environ, keys, workers=2) as served:
        account = {"email": "a@example.com", "password": PASSWORD}
        served.ok("POST", "/v1/people", {**account, "name": "A", "role": "owner"})
        session = served.call("POST", "/v1/sessions", account, key="").cookies["liuke_session"]
        served.problem(401, "POST", "/v1/sessions", {**account, "password": f"{PASSWORD}!"}, key="")
        served.problem(401, "GET", "/v1/members", key=f"{keys['owner']}x")
        served.problem(404, "GET", f"/v1/members/phone:{PHONE}")
        figures, listed = served.call("GET", "/metrics").text, read_process_list()
    log = (tmp_path / "serve.log").read_text(encoding="utf-8")
    assert '"message": "serving"' in log
    assert "liuke.supervise.child" in listed
    secrets = {
        "the key": keys["owner"].split("_", 2)[2],
        "the database's password": unquote(urlsplit(database.dsn).password or ""),
        "the vault's key": SECRET_KEY, "the token": METRICS_TOKEN, "a password": PASSWORD, "a session": session,
        "a phone number": PHONE,
    }  # fmt: skip
    assert all(len(secret) > 8 for secret in secrets.values())
    for name, secret in secrets.items():
        for place, text in (("log", log), ("figures", figures), ("process list", listed)):
            assert secret not in text, f"{name} is in the {place}"
