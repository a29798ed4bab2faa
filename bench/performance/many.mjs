// Many calls side by side, and memory after very many: every app, bundled, in a process of its own, in turns.

import { start } from "./children.mjs";
import { interleave } from "./interleave.mjs";
import { startSubject } from "./subjects.mjs";

// To a server on loopback that answers at once, or after a while as Graph does. `many` is the app of patchKeyStatuses.
export async function pools(apps, many, { rounds, changes, keysets, warmUp, serviceTimes }) {
  const server = start("server.mjs");
  const { origin } = await server.ask();
  const all = [...apps, many];
  const atOnce = (subject, app, count) => subject.ask(app === many ? "many" : "pool", { count, keysets });
  const subjects = {};
  for (const app of all) {
    const subject = startSubject(app.name, app.bundled);
    subjects[app.id] = subject;
    await subject.ask("loopback", { origin });
    await subject.ask("start", { call: app !== many });
    await atOnce(subject, app, warmUp);
  }
  const measured = {};
  for (const serviceMs of serviceTimes) {
    await server.ask({ serviceMs });
    const title = `${changes} patches, ${serviceMs} ms server`;
    measured[serviceMs] = await interleave(title, all, rounds, (app) => atOnce(subjects[app.id], app, changes));
  }
  for (const { stop } of [...Object.values(subjects), server]) await stop();
  return measured;
}

// What is in use, step by step over very many calls.
export async function memory(apps, { calls, steps }) {
  const measured = {};
  for (const app of apps) {
    console.log(`memory over ${calls} calls: ${app.name}`);
    const subject = startSubject(app.name, app.bundled, { execArgv: ["--expose-gc"] });
    await subject.ask("stub");
    await subject.ask("watch");
    await subject.ask("start");
    measured[app.id] = [];
    for (let step = 1; step <= steps; step += 1) {
      await subject.ask("calls", { count: calls / steps });
      measured[app.id].push({ calls: (calls / steps) * step, ...(await subject.ask("memory")) });
    }
    await subject.stop();
  }
  return measured;
}
