import { redirect } from "@sveltejs/kit";
import { patchKeyStatus } from "trustframework-keys";

// Nobody is signed in, so the token source sends the visitor away.
const token = () => redirect(303, "/login");

export const load = ({ url }) =>
  patchKeyStatus("set", "kid", "disabled", token, { baseUrl: url.searchParams.get("graph") });
