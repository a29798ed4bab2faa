import { isKeyStatusError, patchKeyStatus } from "trustframework-keys";
import { rotate } from "../../src/rotate.js";

export async function loader({ request }) {
  const baseUrl = new URL(request.url).searchParams.get("graph");
  return Response.json(await rotate({ isKeyStatusError, patchKeyStatus }, baseUrl));
}
