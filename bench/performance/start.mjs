// Import and first call where nothing was loaded before: a fresh process of Node, a fresh workerd, a page of a site that Chromium has not
// seen. `fetch` is stubbed.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import workerd from "workerd";
import { browsers } from "../../tests/lib/browsers.mjs";
import { serve } from "../../tests/lib/serve.mjs";
import { interleave } from "./interleave.mjs";
import { startSubject } from "./subjects.mjs";

// Longer than any first call takes.
const LIMIT_MS = 30_000;

// In Node: import and first call, the calls that follow, and, of what is published, calls of the same process when it is hot.
export function startInNode(node, form, apps, { rounds, next, warmUp, hot }) {
  return interleave(`${node.name}, ${form}`, apps, rounds, async (app) => {
    const subject = startSubject(app.name, app[form], { execPath: node.execPath });
    await subject.ask("stub");
    const first = await subject.ask("start");
    const measured = { ...first, next: (await subject.ask("calls", { count: next })).cpu };
    if (form === "published") {
      await subject.ask("calls", { count: warmUp });
      measured.hot = (await subject.ask("calls", { count: hot })).cpu;
    }
    await subject.stop();
    return measured;
  });
}

// What a first call in Node is made of, for the apps that have a module.
export function partsInNode(node, apps, { rounds }) {
  return interleave(`${node.name}, parts`, apps, rounds, async (app) => {
    const subject = startSubject(app.name, app.bundled, { execPath: node.execPath });
    await subject.ask("stub");
    await subject.ask("watch");
    const first = await subject.ask("start");
    const parts = await subject.ask("parts");
    await subject.stop();
    return { ...first, ...parts };
  });
}

// From the start of its process to the answer to its first request. Measured from outside, since the clocks of a Worker stand still while
// it works.
export function startInWorkerd(apps, rounds) {
  return interleave("workerd, bundled", apps, rounds, async ({ name, worker }) => {
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

// In a page that loads the app over loopback, bundled or as published. Every page is of a site of its own, so that it gets a process of its own
// and no compiled code from any cache.
export async function startInChromium(apps, folder, rounds) {
  const server = await serve(folder, { "cache-control": "no-store" });
  const { port } = new URL(server.url);
  const driver = await browsers.find(({ name }) => name === "chromium").start();
  let site = 0;
  const measure = (form) => {
    const those = apps.filter(({ pages }) => pages[form]);
    return interleave(`Chromium, ${form}`, those, rounds, async ({ name, pages }) => {
      site += 1;
      await driver.get(`http://site${site}.localhost:${port}/start.html?app=${pages[form]}`);
      await driver.wait(() => driver.executeScript("return Boolean(window.result)"), LIMIT_MS);
      const { error, ...result } = await driver.executeScript("return window.result");
      if (error) throw new Error(`${name} in Chromium, ${form}: ${error}`);
      return result;
    });
  };
  try {
    const version = (await driver.getCapabilities()).get("browserVersion");
    return { version, bundled: await measure("bundled"), published: await measure("published") };
  } finally {
    await driver.quit();
    server.stop();
  }
}
