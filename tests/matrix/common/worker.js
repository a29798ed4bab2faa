import { isKeyStatusError, patchKeyStatus } from "trustframework-keys";
import { rotate } from "./rotate.js";

export default {
  async fetch(request) {
    const baseUrl = new URL(request.url).searchParams.get("graph");
    return baseUrl
      ? Response.json(await rotate({ isKeyStatusError, patchKeyStatus }, baseUrl))
      : new Response("Which graph?");
  },
};
