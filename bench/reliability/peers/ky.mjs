// ky with its defaults, which do not retry a PATCH, and ky told to.

import ky from "ky";
import { versionOf } from "../../lib/version.mjs";

const peer = (name, settings, options) => ({
  name,
  version: versionOf("ky"),
  settings,
  async patch({ keysetId, keyId, status }, getToken, signal) {
    const path = `trustFramework/keySets/${encodeURIComponent(keysetId)}/keys_v2/${encodeURIComponent(keyId)}`;
    const headers = { authorization: `Bearer ${await getToken()}` };
    await ky.patch(`https://graph.microsoft.com/beta/${path}`, { headers, json: { status }, signal, ...options });
  },
});

export const plain = peer("ky", "Defaults; `encodeURIComponent` around the ids.", {});
export const retrying = peer("ky + retry", 'The same with `retry: { methods: ["patch"] }`.', {
  retry: { methods: ["patch"] },
});
