// Starts the page: on its own only, never within another one, and on the sandbox.

import { render } from "preact";
import { connectSandbox } from "./connect/sandbox";
import { connect, failureOf, reading } from "./store";
import { App } from "./views/app";
import "./styles/index.css";

const place = document.querySelector("#app");

if (window.top !== window.self) {
  document.body.textContent =
    "This page switches signing keys, so it does not run inside another page. Open it in a tab of its own.";
} else if (place) {
  place.replaceChildren();
  render(<App />, place);
  connectSandbox().then(connect, (error: unknown) => {
    reading.value = { phase: "failed", failure: failureOf(error) };
  });
}
