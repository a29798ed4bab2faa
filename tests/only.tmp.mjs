import { run } from "./lib/checks.mjs";
const [, , file, name, sentence = ""] = process.argv;
const group = (await import(file))[name];
const checks = group.checks ? group.checks({}) : group;
await run(Object.fromEntries(Object.entries(checks).filter(([s]) => s.includes(sentence))));
