// Notes what the module says in one step. engine.ts has it done once the module has returned, so no code of a caller ever runs underneath it.
//
// `host` has the imports that Rust declares, with the same names and parameters: in src/web/calls/under_way.rs and src/web/failures.rs here, and in
// src/web/calls/root/enabled.rs for root-host.ts.

import type { AttemptEvent, KeyStatusErrorCode } from "../index.d.ts";
import type { Call } from "./call.ts";
import type { Glue } from "./glue.ts";
import { ask, send, sleep } from "./perform.ts";

/** Index into `call.kept` (call.ts) of what is known of an answer, or of what was thrown. */
export type Kept = number;

/** Does what the module wants done next. Gives a function that reports to the module what came of it. */
export type Command = (call: Call) => Promise<Report>;

/** Reports what came of a command, by exports of src/web/calls/inputs.rs. */
export type Report = (glue: Glue, number: number) => void;

/** What the answer to a read is to show. */
export interface Read {
  what: "keysets" | "keyset" | "keys" | "key" | "activeKey";
  /** The first page: nothing that was read before belongs to it. */
  isFirst: boolean;
  /** The module judges by the keys, so it is told them. */
  isJudged: boolean;
}

/** What one request came to, for the caller's listener. */
export interface Attempted {
  phase: AttemptEvent["phase"];
  attempt: number;
  code: KeyStatusErrorCode | undefined;
  waitMs: number | undefined;
  kept: Kept;
}

/** Says that Graph accepted the change. */
export interface Accepted {
  attempts: number;
  verified: boolean;
  kept: Kept | undefined;
}

/** What a call failed with. */
export interface Failure {
  code: KeyStatusErrorCode;
  message: string;
  retryable: boolean;
  attempts: number;
  applied: boolean | undefined;
  kept: Kept | undefined;
  argument?: string;
  graphCode?: string | undefined;
  graphMessage?: string | undefined;
  retryAfterMs?: number;
  /** What led to it: another failure, or the caller's abort. */
  cause?: Failure | "abort";
  /** Of a change that was accepted all the same. */
  receipt?: Accepted;
}

/** All that is said in one step. */
export interface Said {
  attempted?: Attempted;
  command?: Command;
  /** Of the request that the command sends. */
  url?: string;
  changed?: Accepted;
  wasRead?: boolean;
  failure?: Failure;
  aborted?: { mayHaveChanged: boolean };
  /** What other calls are to know of the key; see notes.ts. */
  note?: { keepMs: number; isAccepted: boolean };
}

/** The host as one instance of the module sees it. */
export interface Host {
  /** What was said since it was last taken. */
  take(): Said;
  /** The imports. */
  imports: object;
}

/** What only the root entry adds to the imports: root-host.ts. */
export type MoreImports = (said: () => Said) => object;

// Without a prototype: what is absent is not looked for on Object.prototype.
const nothing = () => ({ __proto__: null }) as Said & Noted;

export function createHost(more?: MoreImports): Host {
  let said = nothing();
  const imports = {
    ask(scope: string, refused: Kept | undefined, withinMs: number): void {
      said.command = (call) => ask(call, scope, refused, withinMs);
    },
    send(method: string, url: string, body: string | undefined, withinMs: number): void {
      const { read } = said;
      said.url = url;
      said.command = (call) => send(call, method, url, body, withinMs, read);
    },
    sleep(ms: number): void {
      said.command = (call) => sleep(call, ms);
    },
    attempted(
      phase: Attempted["phase"],
      attempt: number,
      code: Attempted["code"],
      waitMs: number | undefined,
      kept: Kept,
    ): void {
      said.attempted = { phase, attempt, code, waitMs, kept };
    },
    note(keepMs: number, isAccepted: boolean): void {
      said.note = { keepMs, isAccepted };
    },
    changed(attempts: number, verified: boolean, kept: Kept | undefined): void {
      said.changed = { attempts, verified, kept };
    },
    failed(
      code: KeyStatusErrorCode,
      message: string,
      retryable: boolean,
      attempts: number,
      applied: boolean | undefined,
      kept: Kept | undefined,
    ): void {
      said.cause = said.failure;
      said.failure = { __proto__: null, code, message, retryable, attempts, applied, kept } as Failure;
    },
    ofArgument(argument: string): void {
      (said.failure as Failure).argument = argument;
    },
    graphSaid(graphCode: string | undefined, graphMessage: string | undefined): void {
      Object.assign(said.failure as Failure, { graphCode, graphMessage });
    },
    tryAgainAfter(retryAfterMs: number): void {
      (said.failure as Failure).retryAfterMs = retryAfterMs;
    },
    ...more?.(() => said),
  };
  return {
    imports,
    take() {
      const taken = said;
      said = nothing();
      return taken;
    },
  };
}

/** What is said in several parts. */
export interface Noted {
  /** Of the `send` that follows. */
  read?: Read;
  /** The failure that was said before the last one. */
  cause?: Failure | undefined;
}
