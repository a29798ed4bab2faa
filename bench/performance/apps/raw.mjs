// The snippet of a careful person: ids encoded, 204 demanded. What every other app is measured over.

export default async function patch(keysetId, keyId, status, token) {
  const path = `trustFramework/keySets/${encodeURIComponent(keysetId)}/keys_v2/${encodeURIComponent(keyId)}`;
  const response = await fetch(`https://graph.microsoft.com/beta/${path}`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ status }),
  });
  if (response.status !== 204) throw new Error(`HTTP ${response.status}`);
}
