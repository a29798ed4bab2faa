import nock from "nock";
import { check } from "./check.mjs";

const path = (kid) => `/beta/trustFramework/keySets/set/keys_v2/${kid}`;
nock("https://graph.microsoft.com", { reqheaders: { authorization: "Bearer a-token" } })
  .patch(path("there"), { status: "disabled" })
  .reply(204)
  .patch(path("missing"))
  .reply(404, { error: { code: "AADB2C90073", message: "no such key" } })
  .patch(path("unreachable"))
  .replyWithError("no connection");
nock.enableNetConnect(/^127\.0\.0\.1/);
await check();
nock.restore();
