// The snippet that people write first, ids pasted into the URL as the documentation's own example does.

export default {
  name: "fetch, usual",
  version: `Node ${process.versions.node}`,
  settings: "Ids pasted into the URL; throws unless `response.ok`.",
  async patch({ keysetId, keyId, status }, getToken, signal) {
    const response = await fetch(
      `https://graph.microsoft.com/beta/trustFramework/keySets/${keysetId}/keys_v2/${keyId}`,
      {
        method: "PATCH",
        headers: { authorization: `Bearer ${await getToken()}`, "content-type": "application/json" },
        body: JSON.stringify({ status }),
        signal,
      },
    );
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
  },
};
