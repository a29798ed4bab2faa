// The public functions that read, each over a client; see calls.js.

import { ACTIVE_KEY, KEY, KEYS, KEYSETS } from "./keys.js";
import { ReadingCall } from "./reading.js";

class Read extends ReadingCall {
  settle(succeeded, outcome) {
    super.settle(succeeded, succeeded && !this.aborted ? this.found : outcome);
  }
}

const read = (client, what, keysetId, keyId, token, options) =>
  client.call(Read, "read", [what, keysetId, keyId], token, options, globalThis.fetch);

export const listKeysets = (client) => (token, options) => read(client, KEYSETS, undefined, undefined, token, options);

export const listKeys = (client) => (keysetId, token, options) => read(client, KEYS, keysetId, undefined, token, options);

export const getKey = (client) => (keysetId, keyId, token, options) => read(client, KEY, keysetId, keyId, token, options);

export const getActiveKey = (client) => (keysetId, token, options) => read(client, ACTIVE_KEY, keysetId, undefined, token, options);
