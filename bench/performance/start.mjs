// Import and first call where nothing was loaded before: a fresh process of Node, a fresh workerd, a page of a site that Chromium has not
// seen. `fetch` is stubbed, and the host's own start is in every figure alike.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import workerd, { compatibilityDate } from "workerd";
import { browsers } from "../../tests/lib/browsers.mjs";
import { serve } from "../../tests/lib/serve.mjs";
import { interleave } from "./interleave.mjs";
import { startSubject } from "./subjects.mjs";

// Longer than any first call takes.
const LIMIT_MS = 30_000;

// `next` calls follow the first, while the host has optimized nothing yet.
export function startInNode(apps, { rounds, next }) {
  return interleave("first call in Node", apps, rounds, async (app) => {
    const subject = startSubject(app);
    await subject.ask("stub");
    const first = await subject.ask("start");
    const { cpu } = await subject.ask("calls", { count: next });
    await subject.stop();
    return { ...first, nextCpu: cpu };
  });
}

// `app.worker` is the folder of a bundled Worker. Measured from outside, since the clocks of a Worker stand still while it works.
export function startInWorkerd(apps, { rounds }) {
  for (const { worker } of apps) writeFileSync(join(worker, "config.capnp"), config(readdirSync(worker)));
  return interleave("first call in workerd", apps, rounds, async ({ name, worker }) => {
    const began = performance.now();
    const stdio = ["ignore", "inherit", "inherit", "pipe"];
    const child = spawn(workerd.default, ["serve", "config.capnp", "--control-fd=3"], { cwd: worker, stdio });
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`${name}: workerd ended with ${code}`);
    });
    ended.catch(() => {}); // it ends when it is told to
    try {
      const { port } = await Promise.race([listening(child.stdio[3]), ended]);
      const response = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(LIMIT_MS) });
      const text = await response.text();
      const wall = performance.now() - began;
      if (text !== "done") throw new Error(`${name} in workerd: ${text}`);
      return { wall };
    } finally {
      child.kill();
      await ended.catch(() => {});
    }
  });
}

// The line with which workerd tells its port.
async function listening(pipe) {
  for await (const line of createInterface({ input: pipe })) {
    const message = JSON.parse(line);
    if (message.event === "listen") return message;
  }
  throw new Error("workerd said no port");
}

// The first module is the one that runs.
function config(files) {
  const listed = (kind, ending) => {
    const those = files.filter((file) => file.endsWith(ending));
    return those.map((file) => `(name = "${file}", ${kind} = embed "${file}")`);
  };
  const modules = [...listed("esModule", ".mjs"), ...listed("wasm", ".wasm")];
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (modules = [${modules.join(", ")}], compatibilityDate = "${compatibilityDate}"))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`;
}

// In a page that loads the app's script when it runs, over loopback. Every page is of a site of its own, so that it gets a process of its
// own and no compiled code from any cache.
export async function startInChromium(apps, folder, { rounds }) {
  const server = await serve(folder, { "cache-control": "no-store" });
  const { port } = new URL(server.url);
  const driver = await browsers.find(({ name }) => name === "chromium").start();
  let site = 0;
  try {
    const version = (await driver.getCapabilities()).get("browserVersion");
    const measured = await interleave("page load to first answer in Chromium", apps, rounds, async (app) => {
      site += 1;
      await driver.get(`http://site${site}.localhost:${port}/start.html?app=${app.id}`);
      await driver.wait(() => driver.executeScript("return Boolean(window.result)"), LIMIT_MS);
      const { error, ...result } = await driver.executeScript("return window.result");
      if (error) throw new Error(`${app.name} in Chromium: ${error}`);
      return result;
    });
    return { rounds: measured, version };
  } finally {
    await driver.quit();
    server.stop();
  }
}
