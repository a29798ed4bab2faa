import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

// The Chromium that is there, without the sandbox that no container has.
const launchOptions = { executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] };

export default defineConfig({
  define: { "import.meta.env.VITE_GRAPH": JSON.stringify(process.env.GRAPH) },
  test: {
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions }),
      instances: [{ browser: "chromium" }],
    },
  },
});
