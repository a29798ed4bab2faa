import { redirect } from "react-router";
import { patchKeyStatus } from "trustframework-keys";

// Nobody is signed in, so the token source sends the visitor away.
const token = () => {
  throw redirect("/login");
};

export async function loader({ request }) {
  const baseUrl = new URL(request.url).searchParams.get("graph");
  return patchKeyStatus("set", "kid", "disabled", token, { baseUrl });
}

export default function SignedOut() {
  return <p>never shown</p>;
}
