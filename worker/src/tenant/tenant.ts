// One tenant, as a Durable Object: the token for its Graph, fetched once for all that need it, and the gate that is closed while Graph
// asks for patience. Both live in memory only. Switches no key.

import { DurableObject } from "cloudflare:workers";
import { configOf } from "../config.ts";
import type { Env } from "../env.ts";
import { requestToken, type Token } from "./token.ts";

export interface Ask {
  tenant: string;
  /** What Graph demands of the token. */
  claims?: string | undefined;
  /** The token that Graph has just refused. */
  refused?: string | undefined;
}

export type Permit = { token: string } | { throttledForMs: number } | { failed: string };

/** Longer than this nobody waits at the gate: they are told how long it stays closed. */
const PATIENCE_MS = 30_000;

export class Tenant extends DurableObject<Env> {
  #token: Token | undefined;
  #asking = new Map<string, Promise<Token>>();
  #closedUntil = 0;

  /** A token, once the gate is open. */
  async permit(ask: Ask): Promise<Permit> {
    for (let wait = this.#closedUntil - Date.now(); wait > 0; wait = this.#closedUntil - Date.now()) {
      if (wait > PATIENCE_MS) return { throttledForMs: wait };
      await new Promise((open) => setTimeout(open, wait));
    }
    try {
      return { token: (await this.#current(ask)).value };
    } catch (error) {
      return { failed: error instanceof Error ? error.message : "No token could be had." };
    }
  }

  /** Graph asked for patience: nothing is sent for so long. */
  hold(ms: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, Date.now() + ms);
  }

  #current({ tenant, claims, refused }: Ask): Promise<Token> {
    const held = this.#token;
    // Somebody else may have had the refused token replaced already.
    if (held !== undefined && claims === undefined && held.value !== refused && Date.now() < held.refreshAt)
      return Promise.resolve(held);
    const key = claims ?? "";
    let asking = this.#asking.get(key);
    if (asking === undefined) {
      asking = this.#request(tenant, claims).finally(() => this.#asking.delete(key));
      this.#asking.set(key, asking);
    }
    return asking;
  }

  async #request(name: string, claims: string | undefined): Promise<Token> {
    const tenant = configOf(this.env).tenants.get(name);
    if (tenant === undefined) throw new Error(`The tenant "${name}" is no longer in TENANTS.`);
    return (this.#token = await requestToken(this.env, tenant, claims));
  }
}
