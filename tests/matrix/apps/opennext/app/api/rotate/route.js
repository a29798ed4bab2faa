import { isKeyStatusError, patchKeyStatus } from "trustframework-keys";
import { rotate } from "../../../src/rotate.js";

export async function GET(request) {
  return Response.json(await rotate({ isKeyStatusError, patchKeyStatus }, request.nextUrl.searchParams.get("graph")));
}
