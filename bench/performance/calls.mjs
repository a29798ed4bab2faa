// CPU and wall time of a call, of many calls side by side, and memory after very many: every app in a process of its own, in turns.

import { start } from "./children.mjs";
import { interleave } from "./interleave.mjs";
import { startSubject, startSubjects } from "./subjects.mjs";

// One call after another. A round is a block of calls of each app.
export async function callsStubbed(apps, { rounds, block, warmUp }) {
  const subjects = await startSubjects(apps, async (subject) => {
    await subject.ask("stub");
    await subject.ask("start");
    await subject.ask("calls", { count: warmUp });
  });
  const measured = await interleave("calls, fetch stubbed", apps, rounds, (app) =>
    subjects[app.id].ask("calls", { count: block }),
  );
  await subjects.stop();
  return measured;
}

// One call after another to a server on loopback, then many at once: at once answered, and answered after a while as Graph does.
// `many` is the app of patchKeyStatuses, if there is one.
export async function callsOverLoopback(
  apps,
  many,
  { rounds, block, warmUp },
  { rounds: pools, changes, keysets, serviceTimes },
) {
  const server = start("server.mjs");
  const { origin } = await server.ask();
  const all = [...apps, ...(many ? [many] : [])];
  const atOnce = (subject, app, count) => subject.ask(app === many ? "many" : "pool", { count, keysets });
  const subjects = await startSubjects(all, async (subject, app) => {
    await subject.ask("loopback", { origin });
    await subject.ask("start", { call: app !== many });
    await atOnce(subject, app, warmUp);
  });

  const single = await interleave("calls over loopback", apps, rounds, (app) =>
    subjects[app.id].ask("calls", { count: block }),
  );
  const pool = {};
  for (const serviceMs of serviceTimes) {
    await server.ask({ serviceMs });
    const title = `${changes} patches, ${serviceMs} ms server`;
    pool[serviceMs] = await interleave(title, all, pools, (app) => atOnce(subjects[app.id], app, changes));
  }
  await subjects.stop();
  await server.stop();
  return { single, pool };
}

// What is in use, step by step over very many calls.
export async function memory(apps, { calls, steps }) {
  const measured = {};
  for (const app of apps) {
    console.log(`memory over ${calls} calls: ${app.name}`);
    const subject = startSubject(app, { gc: true });
    await subject.ask("stub");
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
