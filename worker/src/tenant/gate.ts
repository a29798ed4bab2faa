// The gate of a tenant: closed while Graph asks for patience. In storage, since Graph's memory outlasts an object's.

import { pause, SECOND } from "../time.ts";

/** Longer than this nobody waits at the gate: they are told how long it stays closed. */
const PATIENCE = 30 * SECOND;

const KEY = "closed-until";

export class Gate {
  constructor(readonly kv: SyncKvStorage) {}

  /** Nothing is sent for so long. */
  hold(ms: number): void {
    const until = Date.now() + ms;
    if (until > this.#closedUntil) this.kv.put(KEY, until);
  }

  /** Waits until it is open, or says at once how long it stays closed. */
  async pass(): Promise<{ throttledForMs: number } | undefined> {
    for (let wait = this.#closedUntil - Date.now(); wait > 0; wait = this.#closedUntil - Date.now()) {
      if (wait > PATIENCE) return { throttledForMs: wait };
      await pause(wait);
    }
    return undefined;
  }

  get #closedUntil(): number {
    return this.kv.get<number>(KEY) ?? 0;
  }
}
