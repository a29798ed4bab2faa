// A page in which zone.js and OpenTelemetry have both replaced what the package calls: fetch, setTimeout, Promise.

import "zone.js";
import { registerInstrumentations } from "@opentelemetry/instrumentation";
import { FetchInstrumentation } from "@opentelemetry/instrumentation-fetch";
import { InMemorySpanExporter, SimpleSpanProcessor, WebTracerProvider } from "@opentelemetry/sdk-trace-web";
import { isKeyStatusError, patchKeyStatus } from "trustframework-keys";
import { rotate } from "./src/rotate.js";
import { baseUrl, show } from "./src/show.js";

const exporter = new InMemorySpanExporter();
const tracerProvider = new WebTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
tracerProvider.register();
registerInstrumentations({ tracerProvider, instrumentations: [new FetchInstrumentation()] });

async function rotateInZone() {
  if (Zone.current.name !== "app") throw new Error("no zone");
  return rotate({ isKeyStatusError, patchKeyStatus }, baseUrl);
}

show(Zone.current.fork({ name: "app" }).run(rotateInZone));
