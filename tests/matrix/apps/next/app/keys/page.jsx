import { listKeys } from "trustframework-keys";

// Says nothing of being dynamic: that it reads does, as with fetch alone.
export default async function Keys() {
  const keys = await listKeys("B2C_1A_TokenSigningKeyContainer", "a-token", { baseUrl: process.env.GRAPH });
  return <p>{keys.map(({ kid, status }) => `${kid} ${status}`).join(", ")}</p>;
}
