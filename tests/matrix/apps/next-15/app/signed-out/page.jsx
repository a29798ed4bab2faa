import { redirect } from "next/navigation";
import { listKeys } from "trustframework-keys";

export const dynamic = "force-dynamic";

// Nobody is signed in, so the token source sends the visitor away.
export default async function SignedOut() {
  await listKeys("set", () => redirect("/login"), { baseUrl: process.env.GRAPH });
  return <p>never shown</p>;
}
