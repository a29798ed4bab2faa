import { isKeyStatusError, patchKeyStatus } from "trustframework-keys";
import { rotate } from "../rotate.js";

export const GET = async ({ url }) =>
  Response.json(await rotate({ isKeyStatusError, patchKeyStatus }, url.searchParams.get("graph")));
