import { redirect } from "next/navigation";
import { patchKeyStatus } from "trustframework-keys";

export const dynamic = "force-dynamic";

// Nobody is signed in, so the token source sends the visitor away.
export default async function SignedOut() {
  await patchKeyStatus("set", "kid", "disabled", () => redirect("/login"), { baseUrl: process.env.GRAPH });
  return <p>never shown</p>;
}
