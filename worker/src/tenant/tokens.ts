// The tokens of a tenant, in memory only: asked for once for all who need one, and again when Graph refuses one or demands claims.

import { configOf } from "../config/config.ts";
import { variablesOf, type Env } from "../env.ts";
import { requestToken, type Token } from "./token.ts";

export interface Ask {
  tenant: string;
  /** What Graph demands of the token. */
  claims?: string | undefined;
  /** The token that Graph has just refused. */
  refused?: string | undefined;
}

export class Tokens {
  #token: Token | undefined;
  #asking = new Map<string, Promise<Token>>();

  constructor(readonly env: Env) {}

  async current({ tenant, claims, refused }: Ask): Promise<string> {
    const held = this.#token;
    // Somebody else may have had the refused token replaced already.
    if (held !== undefined && claims === undefined && held.value !== refused && Date.now() < held.refreshAt)
      return held.value;
    const key = claims ?? "";
    let asking = this.#asking.get(key);
    if (asking === undefined) {
      asking = this.#request(tenant, claims).finally(() => this.#asking.delete(key));
      this.#asking.set(key, asking);
    }
    return (await asking).value;
  }

  async #request(name: string, claims: string | undefined): Promise<Token> {
    const tenant = configOf(this.env).tenants.get(name);
    if (tenant === undefined) throw new Error(`The tenant "${name}" is no longer in TENANTS.`);
    return (this.#token = await requestToken(variablesOf(this.env), tenant, claims));
  }
}
