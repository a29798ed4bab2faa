import { listKeys } from "trustframework-keys";
import { Suspense } from "react";
async function List() {
  const keys = await listKeys("B2C_1A_TokenSigningKeyContainer", "a-token", { baseUrl: process.env.GRAPH });
  return <p>{keys.map(({ kid, status }) => `${kid} ${status}`).join(", ")}</p>;
}
export default function Keys() { return <Suspense fallback="…"><List /></Suspense>; }
