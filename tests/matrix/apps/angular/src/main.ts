import { Component, provideZoneChangeDetection } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { isKeyStatusError, patchKeyStatus } from "trustframework-keys";
import { rotate } from "./rotate.js";

@Component({ selector: "app-root", template: `@if (result) { <pre id="result">{{ result }}</pre> }` })
class App {
  result = "";

  constructor() {
    const baseUrl = new URLSearchParams(location.search).get("graph");
    rotate({ isKeyStatusError, patchKeyStatus }, baseUrl)
      .then(JSON.stringify, String)
      .then((text) => {
        this.result = text;
      });
  }
}

void bootstrapApplication(App, { providers: [provideZoneChangeDetection()] });
