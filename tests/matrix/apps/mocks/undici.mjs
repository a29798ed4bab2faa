import { MockAgent, setGlobalDispatcher } from "undici";
import { check } from "./check.mjs";

const agent = new MockAgent();
agent.enableNetConnect(/^127\.0\.0\.1/);
const graph = agent.get("https://graph.microsoft.com");
const patch = (kid) => ({ method: "PATCH", path: `/beta/trustFramework/keySets/set/keys_v2/${kid}` });
graph.intercept({ ...patch("there"), body: '{"status":"disabled"}' }).reply(204);
const missing = { error: { code: "AADB2C90073", message: "no such key" } };
graph.intercept(patch("missing")).reply(404, missing, { headers: { "content-type": "application/json" } });
graph.intercept(patch("unreachable")).replyWithError(new Error("no connection"));
setGlobalDispatcher(agent);
await check();
