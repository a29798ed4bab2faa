// The public functions that read, each over a client; see calls.js.

import { ACTIVE_KEY, KEY, KEYS, KEYSETS } from "./keys.js";
import { CALL_OPTIONS } from "./options.js";
import { own } from "./own.js";
import { ReadingCall } from "./reading.js";

class Read extends ReadingCall {
  settle() {
    if (!this.failed && !this.stopped) this.outcome = this.found;
    super.settle();
  }
}

const read = (client, what, ids, token, options) =>
  client.call("read", new Read(CALL_OPTIONS, ids, token, own(options), globalThis.fetch), what);

export const listKeysets = (client) => (token, options) => read(client, KEYSETS, [], token, options);

export const listKeys = (client) => (keysetId, token, options) => read(client, KEYS, [keysetId], token, options);

export const getKey = (client) => (keysetId, keyId, token, options) =>
  read(client, KEY, [keysetId, keyId], token, options);

export const getActiveKey = (client) => (keysetId, token, options) =>
  read(client, ACTIVE_KEY, [keysetId], token, options);
