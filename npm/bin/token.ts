// Where the token comes from: a command, the Azure CLI, @azure/identity, the environment, or a question. Never shows one.

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { TokenRequest, TokenSource } from "trustframework-keys";
import type { Options } from "./arguments.ts";
import { askHidden } from "./ask.ts";
import { Ended, EXIT, wrongUse } from "./exit.ts";
import { keepSecret } from "./output.ts";

// More than any token has.
const MOST_OUTPUT = 256 * 1024;
// How long a token is kept that does not say how long it is good for, and how long before its end another is got; in milliseconds.
const KEPT_FOR = 300_000;

const NONE = `No token. Pass one in one of these ways:
  --token-command "cat token.txt"   what this command prints
  GRAPH_TOKEN                       a variable of the environment
  --az                              the Azure CLI, signed in as an app of the B2C tenant
  --azure-identity                  @azure/identity, where it is installed
or run this at a terminal, which asks for it.`;

/** Gives the source. Asks a person only where there is a terminal and nothing else. */
export async function tokenSource(options: Options, signal: AbortSignal): Promise<TokenSource> {
  const { "token-command": command, az, "azure-identity": identity, tenant } = options;
  const { GRAPH_TOKEN } = process.env;
  // What this process starts has no need of it.
  delete process.env["GRAPH_TOKEN"];
  if (GRAPH_TOKEN) keepSecret(GRAPH_TOKEN);
  if (command !== undefined) return kept(() => output(shell(command), "The token command", signal));
  if (az) return kept((request) => output(azure(request, tenant), "The Azure CLI", signal));
  if (identity) return credential(tenant);
  if (GRAPH_TOKEN) return GRAPH_TOKEN;
  if (!process.stdin.isTTY || !process.stderr.isTTY) throw wrongUse(NONE);
  const typed = (await askHidden("Access token for Microsoft Graph (it is not shown): ", signal)).trim();
  if (typed === "") throw wrongUse(NONE);
  keepSecret(typed);
  return typed;
}

type Get = (request: TokenRequest) => Promise<string>;

// A token is asked for before each request, and a command takes its time.
function kept(get: Get): Get {
  let last: Promise<string> | undefined;
  let until = 0;
  return (request) => {
    if (last && !request.forceRefresh && request.claims === undefined && Date.now() < until) return last;
    const asked = get(request).then((token) => {
      keepSecret(token);
      until = endOf(token) - KEPT_FOR;
      return token;
    });
    asked.catch(() => {
      if (last === asked) last = undefined;
    });
    until = Infinity;
    last = asked;
    return asked;
  };
}

// When it ends, in milliseconds since 1970.
function endOf(token: string): number {
  try {
    const { exp } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    if (typeof exp === "number") return exp * 1_000;
  } catch {
    // No JWT.
  }
  return Date.now() + 2 * KEPT_FOR;
}

/** A program and what it is started with. */
interface Program {
  file: string;
  args: string[];
  isVerbatim?: boolean;
}

function shell(command: string): Program {
  if (process.platform !== "win32") return { file: "sh", args: ["-c", command] };
  return { file: process.env["ComSpec"] ?? "cmd", args: ["/d", "/s", "/c", `"${command}"`], isVerbatim: true };
}

function azure({ scopes }: TokenRequest, tenant: string | undefined): Program {
  const args = ["account", "get-access-token", "--output", "tsv", "--query", "accessToken", "--scope", ...scopes];
  if (tenant !== undefined) args.push("--tenant", tenant);
  // There it is a script, which only a shell starts. What it is given holds no character that means something to it.
  return process.platform === "win32" ? shell(["az", ...args].join(" ")) : { file: "az", args };
}

// What the program prints, but for one line break at its end. Its own complaints are not shown either: they could hold the token.
function output({ file, args, isVerbatim = false }: Program, name: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      stdio: ["ignore", "pipe", "ignore"],
      windowsVerbatimArguments: isVerbatim,
      windowsHide: true,
      signal,
    });
    const parts: Buffer[] = [];
    let size = 0;
    child.stdout.on("data", (part: Buffer) => {
      parts.push(part);
      if ((size += part.length) > MOST_OUTPUT) child.kill();
    });
    const hint = "its output is not shown, since the token may be in it; run it by itself to see why.";
    child.on("error", (error: NodeJS.ErrnoException) => {
      // What it started itself may go on, and is not waited for.
      child.stdout.destroy();
      child.unref();
      if (signal.aborted) reject(signal.reason);
      else reject(new Error(`${name} could not be started (${error.code ?? "no code"}).`));
    });
    child.on("close", (code, ended) => {
      const token = Buffer.concat(parts)
        .toString("utf8")
        .replace(/\r?\n$/, "");
      if (size > MOST_OUTPUT) reject(new Error(`${name} printed far more than a token.`));
      else if (code !== 0) reject(new Error(`${name} ended with ${ended ?? `exit code ${code}`}; ${hint}`));
      else if (token === "") reject(new Error(`${name} printed nothing.`));
      else resolve(token);
    });
  });
}

// Of the folder that the program is started in: this package has no dependency.
async function credential(tenantId: string | undefined): Promise<TokenSource> {
  const require = createRequire(join(process.cwd(), "noop.js"));
  let place: string;
  try {
    place = require.resolve("@azure/identity");
  } catch {
    throw wrongUse("@azure/identity is not installed in this folder: npm install @azure/identity.");
  }
  try {
    const { DefaultAzureCredential } = await import(pathToFileURL(place).href);
    return new DefaultAzureCredential(tenantId === undefined ? {} : { tenantId });
  } catch (cause) {
    throw new Ended(EXIT.unclear, `@azure/identity could not be used: ${(cause as Error)?.message}`);
  }
}
