import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { check } from "./check.mjs";

const keys = "https://graph.microsoft.com/beta/trustFramework/keySets/:set/keys_v2/:kid";
const server = setupServer(
  http.patch(keys, ({ params, request }) => {
    if (request.headers.get("authorization") !== "Bearer a-token") return HttpResponse.error();
    if (params.kid === "unreachable") return HttpResponse.error();
    if (params.kid === "missing")
      return HttpResponse.json({ error: { code: "AADB2C90073", message: "no such key" } }, { status: 404 });
    return new HttpResponse(null, { status: 204 });
  }),
);
server.listen({ onUnhandledRequest: "bypass" });
await check();
server.close();
