"""Writes spans and metrics with OpenTelemetry's own SDK: `opentelemetry_writer.py FOLDER`.

spans.jsonl     OTLP as JSON, one export request a line
console.jsonl   the console exporter, one span a line
pretty.jsonl    the console exporter as it is, indented
metrics.jsonl   OTLP metrics: histogram, exponential histogram, counter, gauge
metrics_console.jsonl  the console exporter of metrics
genai.jsonl     calls of a language model by the semantic conventions
truth.json      what was written
"""

import json
import os
import sys

from google.protobuf.json_format import MessageToJson
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.common.metrics_encoder import encode_metrics
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.metrics import Counter, Histogram, MeterProvider
from opentelemetry.sdk.metrics.export import (
    AggregationTemporality,
    ConsoleMetricExporter,
    InMemoryMetricReader,
)
from opentelemetry.sdk.metrics.view import ExponentialBucketHistogramAggregation, View
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, Status, StatusCode

folder = sys.argv[1]
START = 1_767_225_600_000_000_000  # 2026-01-01
SECOND = 1_000_000_000


def path(name):
    return os.path.join(folder, name)


def write(name, lines):
    with open(path(name), "w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in lines)


def otlp(message):
    # Enumerations are numbers in OTLP's JSON.
    return json.dumps(json.loads(MessageToJson(message, use_integers_for_enums=True)))


memory = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(memory))
console = open(path("console.jsonl"), "w", encoding="utf-8")
pretty = open(path("pretty.jsonl"), "w", encoding="utf-8")
provider.add_span_processor(
    SimpleSpanProcessor(
        ConsoleSpanExporter(out=console, formatter=lambda span: span.to_json(indent=None) + "\n")
    )
)
provider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter(out=pretty)))
tracer = provider.get_tracer("shop")

latencies, errors, rejected = [], 0, 0
for i in range(200):
    start = START + i * 30 * SECOND
    latency_ms = 20 + (i * 37) % 100 + (500 if i % 50 == 0 else 0)
    status = 500 if i % 20 == 0 else 404 if i % 10 == 3 else 200
    span = tracer.start_span(
        "GET /predict",
        kind=SpanKind.SERVER,
        start_time=start,
        attributes={"http.request.method": "GET", "http.response.status_code": status},
    )
    with trace.use_span(span, end_on_exit=False):
        inner = tracer.start_span("query", start_time=start)
        inner.end(start + 1_000_000)
    if status == 500:
        span.set_status(Status(StatusCode.ERROR, "database is gone"))
    span.end(start + latency_ms * 1_000_000)
    latencies.append(latency_ms)
    errors += status == 500
    rejected += status == 404
write("spans.jsonl", [otlp(encode_spans([span])) for span in memory.get_finished_spans()])

memory.clear()
quiet = TracerProvider()
quiet.add_span_processor(SimpleSpanProcessor(memory))
calls = quiet.get_tracer("assistant")
for i in range(40):
    start = START + i * 60 * SECOND
    span = calls.start_span(
        "chat gpt-4o",
        kind=SpanKind.CLIENT,
        start_time=start,
        attributes={
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "openai",
            "gen_ai.request.model": "gpt-4o",
            "gen_ai.response.model": "gpt-4o-2024-08-06",
            "gen_ai.usage.input_tokens": 1000,
            "gen_ai.usage.output_tokens": 100,
            "gen_ai.response.finish_reasons": ["length" if i % 8 == 0 else "stop"],
            "gen_ai.input.messages": json.dumps(
                [{"role": "user", "parts": [{"type": "text", "content": f"Question {i}?"}]}]
            ),
            "gen_ai.output.messages": json.dumps(
                [
                    {
                        "role": "assistant",
                        "parts": [{"type": "text", "content": f"Answer number {i} is here."}],
                        "finish_reason": "stop",
                    }
                ]
            ),
        },
    )
    if i % 10 == 0:
        span.set_attribute("error.type", "timeout")
    span.end(start + 2 * SECOND)
write("genai.jsonl", [otlp(encode_spans(list(memory.get_finished_spans())))])


def measure(name, exponential, temporality):
    views = [
        View(instrument_name="*duration", aggregation=ExponentialBucketHistogramAggregation())
    ] if exponential else []
    reader = InMemoryMetricReader(
        preferred_temporality={Histogram: temporality, Counter: temporality}
    )
    meters = MeterProvider(metric_readers=[reader], views=views)
    meter = meters.get_meter("shop")
    durations = meter.create_histogram(
        "http.server.request.duration",
        unit="s",
        # Those of the semantic conventions.
        explicit_bucket_boundaries_advisory=[
            0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
        ],
    )
    requests = meter.create_counter("requests")
    memory_used = meter.create_gauge("process.memory.bytes", unit="By")
    lines, console_lines = [], []
    for i in range(5):
        for latency in latencies[i * 40 : (i + 1) * 40]:
            durations.record(
                latency / 1000, {"http.response.status_code": 500 if latency > 500 else 200}
            )
            requests.add(1)
        memory_used.set(1_000_000 + i)
        data = reader.get_metrics_data()
        lines.append(otlp(encode_metrics(data)))
        console_lines.append(data.to_json(indent=None))
    write(f"{name}.jsonl", lines)
    write(f"{name}_console.jsonl", console_lines)


measure("metrics", False, AggregationTemporality.CUMULATIVE)
measure("metrics_delta", False, AggregationTemporality.DELTA)
measure("metrics_exponential", True, AggregationTemporality.CUMULATIVE)

console.close()
pretty.close()
write(
    "truth.json",
    [json.dumps({"latencies": latencies, "errors": errors, "rejected": rejected})],
)
