// The public functions that read, each over a client; see calls.js.

import type * as root from "../index.d.ts";
import type { Client } from "./client.ts";
import { ACTIVE_KEY, KEY, KEYS, KEYSETS, type What } from "./keys.ts";
import { CALL_OPTIONS } from "./options.ts";
import { own } from "./own.ts";
import { ReadingCall } from "./reading.ts";

class Read extends ReadingCall {
  override settle(): void {
    if (!this.failed && !this.stopped) this.outcome = this.found;
    super.settle();
  }
}

const read = (client: Client, what: What, ids: unknown[], token: unknown, options: unknown) =>
  client.call("read", new Read(CALL_OPTIONS, ids, token, own(options), globalThis.fetch), what);

export const listKeysets =
  (client: Client): typeof root.listKeysets =>
  (token, options) =>
    read(client, KEYSETS, [], token, options);

export const listKeys =
  (client: Client): typeof root.listKeys =>
  (keysetId, token, options) =>
    read(client, KEYS, [keysetId], token, options);

export const getKey =
  (client: Client): typeof root.getKey =>
  (keysetId, keyId, token, options) =>
    read(client, KEY, [keysetId, keyId], token, options);

export const getActiveKey =
  (client: Client): typeof root.getActiveKey =>
  (keysetId, token, options) =>
    read(client, ACTIVE_KEY, [keysetId], token, options);
