// ky with its defaults.

import ky from "ky";

export default async function patch(keysetId, keyId, status, token) {
  const path = `trustFramework/keySets/${encodeURIComponent(keysetId)}/keys_v2/${encodeURIComponent(keyId)}`;
  const headers = { authorization: `Bearer ${token}` };
  await ky.patch(`https://graph.microsoft.com/beta/${path}`, { headers, json: { status } });
}
