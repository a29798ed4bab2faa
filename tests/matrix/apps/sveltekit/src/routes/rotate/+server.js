import { json } from "@sveltejs/kit";
import { isKeyStatusError, patchKeyStatus } from "trustframework-keys";
import { rotate } from "../../rotate.js";

export async function GET({ url }) {
  return json(await rotate({ isKeyStatusError, patchKeyStatus }, url.searchParams.get("graph")));
}
