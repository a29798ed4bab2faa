// Microsoft's Graph client with its default middleware.

import { Client } from "@microsoft/microsoft-graph-client";
import { versionOf } from "../../lib/version.mjs";

export default {
  name: "graph-client",
  version: versionOf("@microsoft/microsoft-graph-client"),
  settings: 'Default middleware; `encodeURIComponent` around the ids; the signal by `.option("signal", …)`.',
  async patch({ keysetId, keyId, status }, getToken, signal) {
    const client = Client.initWithMiddleware({
      authProvider: { getAccessToken: () => getToken() },
      defaultVersion: "beta",
    });
    const path = `/trustFramework/keySets/${encodeURIComponent(keysetId)}/keys_v2/${encodeURIComponent(keyId)}`;
    await client.api(path).option("signal", signal).update({ status });
  },
};
