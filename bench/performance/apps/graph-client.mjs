// Microsoft's Graph client with its default middleware. The client is made with the first call and kept, which is its quickest form.

import { Client } from "@microsoft/microsoft-graph-client";

let client;
let token;

export default async function patch(keysetId, keyId, status, newest) {
  token = newest;
  client ??= Client.initWithMiddleware({ authProvider: { getAccessToken: async () => token }, defaultVersion: "beta" });
  const path = `/trustFramework/keySets/${encodeURIComponent(keysetId)}/keys_v2/${encodeURIComponent(keyId)}`;
  await client.api(path).update({ status });
}
