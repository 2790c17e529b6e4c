"""How the member app is served at /m/."""

from __future__ import annotations

from tests.api.support import Served
from tests.miniapp.support import H5


def test_every_address_within_it_is_its_page(shop: Served) -> None:
    page = (H5 / "index.html").read_text(encoding="utf-8")
    with shop.client("") as client:
        assert client.get("/m", follow_redirects=False).headers["location"] == "/m/"
        for path in ("/m/", "/m/pages/home/index", "/m/no/such/page"):
            answer = client.get(path)
            assert (answer.status_code, answer.text) == (200, page)
            assert answer.headers["cache-control"] == "no-cache"
            assert answer.headers["vary"] == "accept-encoding"
            policy = answer.headers["content-security-policy"]
            assert "default-src 'self'" in policy
            assert "frame-ancestors 'none'" in policy
            assert answer.headers["referrer-policy"] == "no-referrer"


def test_files_with_a_fingerprint_are_kept_for_ever_and_come_packed(shop: Served) -> None:
    name = next((H5 / "assets").glob("index-*.js")).name
    with shop.client("", **{"Accept-Encoding": "identity"}) as client:
        plain = client.get(f"/m/assets/{name}")
        assert "content-encoding" not in plain.headers
        assert client.get("/m/assets/gone.js").status_code == 404
        assert client.get("/m/../pyproject.toml").status_code in {200, 404}
        assert "liuke" not in client.get("/m/%2e%2e/%2e%2e/pyproject.toml").text.partition("[project]")[1]
    with shop.client("", **{"Accept-Encoding": "gzip"}) as client:
        packed = client.get(f"/m/assets/{name}")
        assert packed.headers["content-encoding"] == "gzip"
        assert packed.content == plain.content
        assert packed.headers["content-type"].startswith("text/javascript")
        assert int(packed.headers["content-length"]) < len(plain.content) // 2
        again = client.get(f"/m/assets/{name}", headers={"If-None-Match": packed.headers["etag"]})
        assert again.status_code == 304
    assert plain.headers["cache-control"] == packed.headers["cache-control"] == "public, max-age=31536000, immutable"
