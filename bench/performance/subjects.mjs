// An app in a process of its own (subject.mjs), from the side of who measures.

import { start } from "./children.mjs";

// `ask` gives what a task measured.
export function startSubject(app, { gc = false } = {}) {
  const child = start("subject.mjs", [app.bundled], gc ? ["--expose-gc"] : []);
  return {
    async ask(task, settings) {
      const { result, error } = await child.ask({ task, ...settings });
      if (error) throw new Error(`${app.name}, ${task}: ${error}`);
      return result;
    },
    stop: child.stop,
  };
}

// A subject for each app, by its id, after `prepare(subject, app)`.
export async function startSubjects(apps, prepare) {
  const subjects = {};
  for (const app of apps) {
    subjects[app.id] = startSubject(app);
    await prepare(subjects[app.id], app);
  }
  return { ...subjects, stop: () => Promise.all(Object.values(subjects).map((subject) => subject.stop())) };
}
