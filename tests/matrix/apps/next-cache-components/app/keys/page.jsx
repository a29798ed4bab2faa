import { connection } from "next/server";
import { Suspense } from "react";

// With cacheComponents Next lets nothing that it prerenders draw a random number, and each request has an id of its own. So the call waits for
// a visitor.
async function Keys() {
  await connection();
  const { listKeys } = await import("trustframework-keys");
  const keys = await listKeys("B2C_1A_TokenSigningKeyContainer", "a-token", { baseUrl: process.env.GRAPH });
  return <p>{keys.map(({ kid, status }) => `${kid} ${status}`).join(", ")}</p>;
}

export default function Page() {
  return (
    <Suspense fallback="…">
      <Keys />
    </Suspense>
  );
}
