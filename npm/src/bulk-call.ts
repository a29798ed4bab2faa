// One call of a run of patchKeyStatuses: what it shares with the others, and how it waits for its turn. When its turn comes is decided in plan/.

import { type Call, newCall } from "./call.ts";
import type { Client } from "./client.ts";
import type { RootGlue } from "./glue.ts";
import { isNoted } from "./notes.ts";
import type { KnownOptions } from "./options.ts";
import type { GivenOptions } from "./own.ts";
import type { Report } from "./host.ts";
import { pause } from "./perform.ts";
import type { Change } from "./plan/changes.ts";
import type { Gate, Slot } from "./plan/gate.ts";
import type { Run } from "./plan/run.ts";
import type { Tokens } from "./plan/tokens.ts";
import { createReader } from "./reader.ts";

/** The longest wait of a change, in milliseconds. More patient than one call alone, since others wait with it anyway. */
export const MAX_DELAY_MS = 900_000;

/** What the calls of a run have in common. */
export interface Common {
  client: Client<RootGlue>;
  token: unknown;
  tokens: Tokens;
  given: GivenOptions;
  known: KnownOptions;
  fetch: unknown;
  /** Knows where the run was begun. */
  trace: Error;
}

/** A run under way. */
export interface Running extends Common {
  run: Run;
  gate: Gate;
  /** Milliseconds since the run began. */
  elapsed(): number;
  /** Guards go by what the run has done to keys until it is over, since it may not show yet. */
  life: { isOver: boolean };
  /** How long Graph may ask all to wait. */
  longestHold: number;
  /** A PATCH has left. Until then the run rejects with what is the framework's. */
  hasLeft: boolean;
  onHold?: Listener | undefined;
}

export type Listener = (told: object) => unknown;

/** Tells a listener of the caller's. What it throws changes nothing. */
export function tell(listener: Listener | undefined, told: object): void {
  try {
    Promise.resolve(listener?.(told)).catch(() => {});
  } catch {
    // As above.
  }
}

/** The call that makes a change. */
export function callOf(running: Running, { keysetId, keyId, status }: Change): Call {
  const { run, tokens, token, given, known, fetch, trace } = running;
  const call = newCall({ keysetId, keyId, status }, token, given, known, fetch);
  call.trace = trace;
  call.values.maxDelayMs ??= MAX_DELAY_MS;
  call.secrets = tokens.all;
  call.learn = (token) => tokens.learn(call, token);
  call.run = running.life;
  call.reader = createReader(keyId, (kid, status) => isNoted(call, kid, status));
  const { ask, fetch: send } = call;
  if (ask)
    call.ask = (...request) => {
      call.asked = run.asks();
      call.waitsFor = "token";
      return ask(...request);
    };
  call.fetch = (url, init) => {
    call.waitsFor = "network";
    running.hasLeft ||= init.method === "PATCH";
    return send(url, init);
  };
  takeTurns(running, call);
  return call;
}

// All wait once Graph has throttled one.
function takeTurns({ run, gate, elapsed, longestHold, onHold }: Running, call: Call): void {
  let isThrottled = false;
  call.heard = ({ phase, code, waitMs }) => {
    const now = elapsed();
    isThrottled = code === "throttled";
    if (!isThrottled) return gate.answered(now, phase === "patch");
    const heldMs = gate.throttled(now, waitMs);
    // It ends as throttled with its next turn; the others end now.
    if ((waitMs ?? 0) > longestHold || gate.isHopeless(now)) run.stopped = true;
    else if (heldMs !== undefined) tell(onHold, { heldMs });
  };
  let slot: Slot | undefined;
  // Once waited for, a time has come, whatever clocks do.
  let least = 0;
  const now = () => Math.max(elapsed(), least);
  call.turn = async (): Promise<Report> => {
    let waited = false;
    while (!run.stopped && !call.ended && !(slot && gate.isOpen(now(), slot))) {
      slot = gate.slot(now());
      const leftMs = slot.at - now();
      if (leftMs <= 0) continue;
      waited = call.waits = true;
      await pause(call, leftMs);
      call.waits = false;
      least = slot.at;
    }
    const { stopped } = run;
    if (stopped && !isThrottled) call.abort?.();
    return (glue, number) => (stopped ? (glue as RootGlue).noTurn(number) : (glue as RootGlue).turn(number, waited));
  };
}
