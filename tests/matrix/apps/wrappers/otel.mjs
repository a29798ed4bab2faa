// Node's fetch under OpenTelemetry: each request becomes a span.

import assert from "node:assert/strict";
import { registerInstrumentations } from "@opentelemetry/instrumentation";
import { UndiciInstrumentation } from "@opentelemetry/instrumentation-undici";
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import { isKeyStatusError, patchKeyStatus } from "trustframework-keys";
import { rotate } from "./src/rotate.js";

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
provider.register();
registerInstrumentations({ tracerProvider: provider, instrumentations: [new UndiciInstrumentation()] });

const outcome = await rotate({ isKeyStatusError, patchKeyStatus }, process.argv[2]);
const spans = exporter.getFinishedSpans();
assert.deepEqual(
  spans.map(({ attributes }) => attributes["http.request.method"]),
  ["PATCH", "PATCH"],
);
console.log(JSON.stringify(outcome));
