// Reads the arguments. What is wrong is said without repeating it where it could be a token. Pure.

import { parseArgs } from "node:util";
import { wrongUse } from "./exit.ts";

export type CommandName = "keysets" | "keys" | "outlook" | "enable" | "disable" | "run";

export interface Options {
  "token-command"?: string;
  az?: boolean;
  "azure-identity"?: boolean;
  tenant?: string;
  cloud?: string;
  "base-url"?: string;
  json?: boolean;
  help?: boolean;
  version?: boolean;
  within?: string;
  continue?: string;
  yes?: boolean;
  "dry-run"?: boolean;
  "no-guard"?: boolean;
  "no-verify"?: boolean;
}

export interface Parsed {
  command: CommandName;
  /** The ids, or the file. */
  words: string[];
  options: Options;
}

const TYPES: Record<keyof Options, "string" | "boolean"> = {
  "token-command": "string",
  az: "boolean",
  "azure-identity": "boolean",
  tenant: "string",
  cloud: "string",
  "base-url": "string",
  json: "boolean",
  help: "boolean",
  version: "boolean",
  within: "string",
  continue: "string",
  yes: "boolean",
  "dry-run": "boolean",
  "no-guard": "boolean",
  "no-verify": "boolean",
};
const SHORT: Record<string, keyof Options> = { h: "help", y: "yes" };

type Known = readonly (keyof Options)[];
const EVERYWHERE: Known = [
  "token-command",
  "az",
  "azure-identity",
  "tenant",
  "cloud",
  "base-url",
  "json",
  "help",
  "version",
];
const OF_CHANGES: Known = ["yes", "dry-run", "no-guard", "no-verify"];

// How many words a command takes, and its own options.
const COMMANDS: Record<CommandName, { least: number; most: number; takes: string; own: Known }> = {
  keysets: { least: 0, most: 0, takes: "no id", own: [] },
  keys: { least: 1, most: 1, takes: "the id of one key set", own: [] },
  outlook: { least: 0, most: Infinity, takes: "ids of key sets, or none for all", own: ["within"] },
  enable: { least: 2, most: Infinity, takes: "the id of a key set and the kid of each key", own: OF_CHANGES },
  disable: { least: 2, most: Infinity, takes: "the id of a key set and the kid of each key", own: OF_CHANGES },
  run: {
    least: 0,
    most: 1,
    takes: "one file, or - for what is piped in; or --continue with a report",
    own: [...OF_CHANGES, "continue"],
  },
};

export function parse(args: string[]): Parsed {
  if (args.some(looksLikeToken))
    throw wrongUse(
      "A token stands among the arguments. Everybody on this machine can see it in the process list, and the shell's history keeps it: revoke it if you can. Pass a token by --token-command or GRAPH_TOKEN.",
    );
  const { tokens } = parseArgs({
    args,
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(TYPES).map(([name, type]) => {
        const short = Object.entries(SHORT).find(([, long]) => long === name)?.[0];
        return [name, { type, ...(short && { short }) }];
      }),
    ),
  });
  const options: Record<string, string | boolean> = {};
  const given: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") given.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName, value, inlineValue } = token;
    const type = Object.hasOwn(TYPES, name) ? TYPES[name as keyof Options] : undefined;
    if (!type) throw unknownOption(rawName);
    if (type === "boolean" && value !== undefined) throw wrongUse(`${rawName} takes no value.`);
    if (type === "string" && (!value || (!inlineValue && value !== "-" && value.startsWith("-"))))
      throw wrongUse(`${rawName} needs a value; ${rawName}="…" where it begins with a dash.`);
    if (Object.hasOwn(options, name)) throw wrongUse(`${rawName} is given twice.`);
    options[name] = value ?? true;
  }
  const [command = "", ...words] = given;
  if (options["help"] || options["version"] || (command === "help" && words.length === 0))
    return { command: "keysets", words: [], options: options["version"] ? { version: true } : { help: true } };
  if (command === "") throw wrongUse(`No command. It is one of ${names()}; --help says more.`);
  if (!Object.hasOwn(COMMANDS, command))
    throw wrongUse(`${shown(command, "That")} is no command. It is one of ${names()}; --help says more.`);
  return checked(command as CommandName, words, options);
}

function checked(command: CommandName, words: string[], options: Options): Parsed {
  const { least, most, takes, own } = COMMANDS[command];
  for (const name of Object.keys(options) as (keyof Options)[])
    if (!EVERYWHERE.includes(name) && !own.includes(name)) throw wrongUse(`--${name} does not belong to ${command}.`);
  if (words.length < least || words.length > most) throw wrongUse(`${command} takes ${takes}.`);
  const { az, "azure-identity": identity, tenant } = options;
  const sources = [az, identity, options["token-command"]].filter(Boolean).length;
  if (sources > 1) throw wrongUse("Give one of --token-command, --az and --azure-identity.");
  if (tenant !== undefined && !az && !identity) throw wrongUse("--tenant belongs to --az or --azure-identity.");
  if (tenant !== undefined && !/^[\w.-]+$/.test(tenant))
    throw wrongUse("--tenant must be the id of the tenant, or its domain.");
  if (command === "run" && words.length === 0 && options.continue === undefined) throw wrongUse(`run takes ${takes}.`);
  return { command, words, options };
}

const names = () => Object.keys(COMMANDS).join(", ");

function unknownOption(rawName: string): Error {
  if (/^--?(token|access-token|bearer|t)$/i.test(rawName))
    return wrongUse(
      "A token is never an argument: everybody on this machine could see it in the process list. Pass it by --token-command or GRAPH_TOKEN.",
    );
  const hint = rawName.startsWith("--") ? "" : " Put -- before an id that begins with a dash.";
  return wrongUse(`There is no option ${shown(rawName, "of that name")}; --help lists them.${hint}`);
}

// Longer or stranger words are not repeated: they could be a token.
const shown = (word: string, instead: string) => (/^[a-z-]{1,24}$/i.test(word) ? word : instead);

// Three parts in base64url, the first of which is a JSON object.
const looksLikeToken = (word: string) => /(^|[\s="'])eyJ[\w-]{8,}\.[\w-]{2,}\.[\w-]*/.test(word);

/** A time such as 30d, in seconds. */
export function secondsOf(text: string): number {
  const [, count, unit] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  const units: Record<string, number> = { h: 3_600, d: 86_400, w: 604_800 };
  if (!count || !unit) throw wrongUse("--within must be a number of hours, days or weeks: 12h, 30d, 4w.");
  return Number(count) * (units[unit] as number);
}
