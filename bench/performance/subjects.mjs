// An app in a process of its own (subject.mjs), from the side of who measures.

import { start } from "./children.mjs";

// `file` is the app's own, in the form that is measured; `options` are those of `fork`. `ask` gives what a task measured.
export function startSubject(name, file, options) {
  const child = start("subject.mjs", [file], options);
  return {
    async ask(task, settings) {
      const { result, error } = await child.ask({ task, ...settings });
      if (error) throw new Error(`${name}, ${task}: ${error}`);
      return result;
    },
    stop: child.stop,
  };
}
