// The same in a page without a bundler: the one file that Microsoft publishes for it, a script that leaves a global.

await new Promise((onload, onerror) => {
  const script = document.createElement("script");
  document.head.append(Object.assign(script, { src: "published/graph-client.js", onload, onerror }));
});
const { Client } = globalThis.MicrosoftGraph;

let client;
let token;

export default async function patch(keysetId, keyId, status, newest) {
  token = newest;
  client ??= Client.initWithMiddleware({ authProvider: { getAccessToken: async () => token }, defaultVersion: "beta" });
  const path = `/trustFramework/keySets/${encodeURIComponent(keysetId)}/keys_v2/${encodeURIComponent(keyId)}`;
  await client.api(path).update({ status });
}
