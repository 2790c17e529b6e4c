"""Figures for Prometheus, and traces: what is counted, who may see it, what it costs."""

from __future__ import annotations

import asyncio
import shutil
import time
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families

from liuke.api.metrics import Metrics, RouteMeasure
from liuke.api.traces import open_tracing, trace_with
from liuke.settings import SettingsInvalid
from tests.api.support import Served
from tests.waiting import until

Sample = dict[tuple[str, frozenset[tuple[str, str]]], float]


def read(text: str) -> Sample:
    return {
        (one.name, frozenset(one.labels.items())): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


def find(found: Sample, name: str, **labels: str) -> float:
    return sum(value for (known, given), value in found.items() if known == name and labels.items() <= set(given))


def test_requests_are_counted_by_route_and_status(shop: Served) -> None:
    member = shop.member("counted")
    before = read(shop.call("GET", "/metrics", key="").text)
    shop.ok("GET", f"/v1/members/{member}/centre")
    shop.problem(404, "GET", "/v1/members/wechat:nobody-here/centre")
    shop.problem(404, "GET", f"/nothing/{member}")
    shop.ok("POST", f"/v1/members/{member}/points/earn", {"asset": "points", "amount": 1})
    answer = shop.call("GET", "/metrics", key="")
    assert answer.headers["content-type"].startswith("text/plain")
    after = read(answer.text)
    route = "/v1/members/{member}/centre"

    def grown(name: str, **labels: str) -> float:
        return find(after, name, **labels) - find(before, name, **labels)

    assert grown("liuke_http_requests_total", route=route, status="200", method="GET") == 1
    assert grown("liuke_http_requests_total", route=route, status="404") == 1
    assert grown("liuke_http_requests_total", route="none", status="404") == 1
    assert grown("liuke_http_request_seconds_count", route=route) == 2
    assert grown("liuke_http_request_seconds_bucket", route=route, le="+Inf") == 2
    assert grown("liuke_engine_batch_events_total", tenant="tea") == 1
    assert grown("liuke_engine_batches_total") == 1
    assert find(after, "liuke_http_requests_in_flight") == 1
    assert find(after, "liuke_pool_connections", pool="engine") >= 1
    assert "nobody-here" not in answer.text


def test_others_do_not_see_them(shop: Served) -> None:
    elsewhere = {"X-Forwarded-For": "203.0.113.7"}
    refused = shop.problem(401, "GET", "/metrics", key="", **elsewhere)
    assert refused["code"] == "unauthorized"
    assert shop.problem(401, "GET", "/metrics", **elsewhere)["code"] == "unauthorized"


def test_processes_show_one_another(tmp_path: Path) -> None:
    async def run() -> None:
        made = [Metrics(dict, dict) for _ in range(2)]
        for number, metrics in enumerate(made):
            metrics.add_route("GET", "/x").note(200 + number, 0.003)
        sharing = [asyncio.create_task(one.share(tmp_path / "run", number)) for number, one in enumerate(made)]
        await asyncio.sleep(0.05)
        for metrics in made:
            found = read(metrics.render().decode())
            assert find(found, "liuke_http_requests_total", process="0", status="200") == 1
            assert find(found, "liuke_http_requests_total", process="1", status="201") == 1
            assert find(found, "liuke_http_requests_total") == 2
            assert find(found, "liuke_http_request_seconds_bucket", process="1", le="0.0025") == 0
            assert find(found, "liuke_http_request_seconds_bucket", process="1", le="0.005") == 1
        for task in sharing:
            task.cancel()
        await asyncio.gather(*sharing, return_exceptions=True)

    asyncio.run(run())
    assert not (tmp_path / "run").exists()


async def test_figures_are_shared_again_when_the_disk_takes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("liuke.api.metrics.EVERY_S", 0.01)
    folder = tmp_path / "run"
    folder.write_text("in the way")
    sharing = asyncio.create_task(Metrics(dict, dict).share(folder, 0))
    await asyncio.sleep(0.2)
    folder.unlink()
    await until(lambda: list(folder.glob("[0-9]*")), 10)
    assert caplog.text.count("cannot be written down") == 1  # in twenty tries
    shutil.rmtree(folder, ignore_errors=True)  # as if somebody who ends had been the last one
    await until(lambda: list(folder.glob("[0-9]*")), 10)
    sharing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sharing
    assert not folder.exists()


def test_counting_costs_next_to_nothing() -> None:
    measure = RouteMeasure("GET", "/x")
    best = 1.0
    for _ in range(20):
        began = time.perf_counter()
        for _ in range(1_000):
            measure.note(200, 0.004)
        best = min(best, (time.perf_counter() - began) / 1_000)
    assert best < 2e-6


def test_a_request_is_a_span_of_its_callers_trace() -> None:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing = trace_with(provider)
    caller = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    span = tracing.begin("GET", [(b"host", b"x"), (b"traceparent", caller)])
    tracing.end(span, "/v1/members/{member}", 503)
    (found,) = exporter.get_finished_spans()
    assert found.name == "GET /v1/members/{member}"
    assert found.context is not None
    assert f"{found.context.trace_id:032x}" == "0af7651916cd43dd8448eb211c80319c"
    assert dict(found.attributes or {})["http.response.status_code"] == 503
    assert not found.status.is_ok
    tracing.close()


def test_traces_are_off_unless_asked_for() -> None:
    assert open_tracing({}) is None
    with pytest.raises(SettingsInvalid, match="LIUKE_TRACES"):
        open_tracing({"LIUKE_TRACES": "everything"})
