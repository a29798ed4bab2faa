// Starts the page: on its own only, never within another one. What it opens on is decided by `startOf`.

import { render } from "preact";
import { toSandbox } from "./connect/to-sandbox";
import { failureOf } from "./model/failure";
import { connect, start } from "./state/connection";
import { reading } from "./state/sets";
import { App } from "./views/app";
import "./styles/index.css";

const place = document.querySelector("#app");

if (window.top !== window.self) {
  document.body.textContent =
    "This page switches signing keys, so it does not run inside another page. Open it in a tab of its own.";
} else if (place) {
  place.replaceChildren();
  render(<App />, place);
  if (start.value.show === "sandbox")
    toSandbox().then(connect, (error: unknown) => {
      reading.value = { phase: "failed", failure: failureOf(error) };
    });
}
