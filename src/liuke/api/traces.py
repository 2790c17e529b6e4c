"""Traces by OpenTelemetry, for those who want them: the extra ``otel``, and ``LIUKE_TRACES=otlp``.

Where to send them and how many is said by OpenTelemetry's own variables (``OTEL_EXPORTER_OTLP_ENDPOINT``,
``OTEL_TRACES_SAMPLER``, …). When it is off nothing of it is imported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from liuke.kernel.errors import Fault
from liuke.options import TRACES
from liuke.settings import SettingsInvalid

Begin = Callable[[str, list[tuple[bytes, bytes]]], Any]
End = Callable[[Any, str, int], None]


@dataclass(frozen=True, slots=True)
class Tracing:
    """How requests are traced.

    Args:
        begin: Method and headers → a span; ``traceparent`` makes it a part of the caller's trace.
        end: Gives the span its route and status, and ends it.
        close: Sends what is left.
    """

    begin: Begin
    end: End
    close: Callable[[], None]


def open_tracing(environ: Mapping[str, str]) -> Tracing | None:
    """Tracing as the environment wants it; ``None``: off.

    Raises:
        SettingsInvalid: it is wanted in a way that is unknown, or its packages are missing.
    """
    wanted = environ.get(TRACES, "").strip()
    if wanted in {"", "off"}:
        return None
    if wanted != "otlp":
        fault = Fault(TRACES, "unknown", f"{wanted!r} is neither off nor otlp")
        raise SettingsInvalid("1 fault(s) in the environment", faults=[fault])
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - an extra
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - an extra
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - an extra
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - an extra
    except ImportError:
        fault = Fault(TRACES, "not-installed", "the packages are missing", "pip install 'liuke[otel]'")
        raise SettingsInvalid("1 fault(s) in the environment", faults=[fault]) from None
    provider = TracerProvider(resource=Resource.create({"service.name": environ.get("OTEL_SERVICE_NAME", "liuke")}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return trace_with(provider)


def trace_with(provider: Any) -> Tracing:
    """Tracing through a provider of OpenTelemetry's."""
    from opentelemetry.trace import SpanKind, StatusCode  # noqa: PLC0415 - an extra
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator  # noqa: PLC0415 - an extra

    tracer = provider.get_tracer("liuke.api")
    propagator = TraceContextTextMapPropagator()

    def begin(method: str, headers: list[tuple[bytes, bytes]]) -> Any:
        carrier = {k.decode("latin-1"): v.decode("latin-1") for k, v in headers if k in {b"traceparent", b"tracestate"}}
        return tracer.start_span(method, context=propagator.extract(carrier), kind=SpanKind.SERVER)

    def end(span: Any, route: str, status: int) -> None:
        method = span.name
        span.update_name(f"{method} {route}")
        span.set_attribute("http.request.method", method)
        span.set_attribute("http.route", route)
        span.set_attribute("http.response.status_code", status)
        if status >= 500:
            span.set_status(StatusCode.ERROR)
        span.end()

    return Tracing(begin, end, provider.shutdown)
