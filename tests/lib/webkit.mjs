// Starts WebKitGTK's MiniBrowser, which has no headless mode, on a display of its own. Linux only: setpriv ends what would outlive this process.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { Capabilities, WebDriver } from "selenium-webdriver";
import { Executor, HttpClient } from "selenium-webdriver/http/index.js";
import { DriverService } from "selenium-webdriver/remote/index.js";
import { required } from "./checks.mjs";

const START_LIMIT = 60_000;

// Arguments of setpriv.
const UNTIL_PARENT_ENDS = ["--pdeathsig", "KILL"];

export async function startWebKit() {
  const display = await startDisplay();
  const service = new DriverService.Builder("setpriv")
    .addArguments(...UNTIL_PARENT_ENDS, required("WEBKITWEBDRIVER"))
    .setLoopback(true)
    .setEnvironment({ ...process.env, DISPLAY: display.name, GDK_BACKEND: "x11" })
    .build();
  const stop = async () => {
    await service.kill();
    await display.stop();
  };
  const executor = new Executor(service.start().then((url) => new HttpClient(url)));
  const browser = { binary: required("MINIBROWSER"), args: ["--automation"] };
  const driver = WebDriver.createSession(
    executor,
    new Capabilities({ browserName: "MiniBrowser", acceptInsecureCerts: true, "webkitgtk:browserOptions": browser }),
    stop,
  );

  // The driver would wait for ever for a browser that does not come.
  const late = setTimeout(stop, START_LIMIT);
  try {
    await driver.getSession();
  } catch (error) {
    throw new Error(`MiniBrowser did not start: ${error.message}`);
  } finally {
    clearTimeout(late);
  }
  return driver;
}

// The X server takes a free display and tells its number. The browser ends with it.
async function startDisplay() {
  const flags = ["-displayfd", "3", "-nolisten", "tcp", "-screen", "0", "2048x1536x24"];
  const server = spawn("setpriv", [...UNTIL_PARENT_ENDS, required("XVFB"), ...flags], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const ended = once(server, "exit");
  const number = await Promise.race([once(server.stdio[3], "data"), ended.then(() => null)]);
  if (number === null) throw new Error(`The X server ended with ${server.exitCode}.`);
  const stop = async () => {
    server.kill();
    await ended;
  };
  return { name: `:${String(number).trim()}`, stop };
}
