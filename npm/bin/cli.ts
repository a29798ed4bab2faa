// The command line, `npx trustframework-keys`. Begins here and ends here: no other file ends the process or catches what nobody expected.
//
// Uses Node's own modules and the package. A token reaches it from a command, the environment or a hidden question, never as an argument.

import { parse } from "./arguments.ts";
import { COMMANDS } from "./commands.ts";
import { Ended, EXIT, explain, invalid } from "./exit.ts";
import { HELP, version } from "./help.ts";
import { note, print, tell } from "./output.ts";

const stop = new AbortController();

// The first Ctrl-C ends what is under way and lets it report; the second ends the process.
const codes = { SIGINT: EXIT.interrupted, SIGTERM: 143 } as const;
for (const [name, code] of Object.entries(codes))
  process.on(name, () => {
    if (stop.signal.aborted) process.exit(code);
    stop.abort(new Ended(code, "Stopped."));
  });

// What is printed for a program that has gone is lost, and nothing else.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

// Node would print the error as it is, and a token may be in it.
process.on("uncaughtException", (error) => {
  note(`A bug of trustframework-keys, or of what it loaded: ${explain(error)}`);
  process.exit(EXIT.unclear);
});

async function main(): Promise<number> {
  const parsed = parse(process.argv.slice(2));
  if (parsed.options.help) return (print(HELP), EXIT.good);
  if (parsed.options.version) return (print(`${version()}\n`), EXIT.good);
  const command = COMMANDS[parsed.command];
  const code = await command({ ...parsed, signal: stop.signal });
  return code === EXIT.interrupted ? (stop.signal.reason as Ended).code : code;
}

try {
  process.exitCode = await main();
} catch (error) {
  const ended = error instanceof Ended ? error : stop.signal.aborted ? (stop.signal.reason as Ended) : undefined;
  if (ended) {
    tell(ended.message);
    process.exitCode = ended.code;
  } else {
    note(explain(error));
    process.exitCode = invalid(error) ? EXIT.usage : EXIT.unclear;
  }
}
// Whoever was asked something is not waited for.
process.stdin.unref?.();
