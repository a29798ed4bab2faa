// Says nothing of being dynamic: that it reads does, as with fetch alone. It reads with the root entry always, since the other has no reads.
export default async function Keys() {
  const { listKeys } = await import("trustframework-keys");
  const keys = await listKeys("B2C_1A_TokenSigningKeyContainer", "a-token", { baseUrl: process.env.GRAPH });
  return <p>{keys.map(({ kid, status }) => `${kid} ${status}`).join(", ")}</p>;
}
