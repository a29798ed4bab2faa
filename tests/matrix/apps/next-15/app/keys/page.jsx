import * as entry from "trustframework-keys";

// Says nothing of being dynamic: that it reads does, as with fetch alone.
export default async function Keys() {
  if (!entry.listKeys) return <p>trustframework-keys/lite reads nothing</p>;
  const keys = await entry.listKeys("B2C_1A_TokenSigningKeyContainer", "a-token", { baseUrl: process.env.GRAPH });
  return <p>{keys.map(({ kid, status }) => `${kid} ${status}`).join(", ")}</p>;
}
