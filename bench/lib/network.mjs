// Where the requests of a benchmark go: https://graph.microsoft.com to the emulator, https://elsewhere.example to a server that says 204 to anything, both
// on loopback. Every other host is refused, so nothing leaves the machine. TLS is left out, and no client can tell: their own checks of
// hosts and of redirects see the real names.

import { once } from "node:events";
import { createServer } from "node:http";
import { Agent, Dispatcher, setGlobalDispatcher } from "undici";

export const ELSEWHERE = "https://elsewhere.example";

// Takes over what the host's `fetch` sends with. `routes` are pairs of origins.
export function route(routes) {
  const refused = [];
  const agent = new Agent();
  class Loopback extends Dispatcher {
    dispatch(options, handler) {
      const { origin } = new URL(options.origin);
      const to = routes[origin];
      if (to) return agent.dispatch({ ...options, origin: to }, handler);
      refused.push(origin);
      handler.onError(new Error(`${origin} is not called by a benchmark`));
      return false;
    }
  }
  setGlobalDispatcher(new Loopback());
  return refused;
}

// The other origin. Remembers the `authorization` headers that came.
export async function startElsewhere() {
  const arrived = [];
  const server = createServer((request, response) => {
    if (request.headers.authorization) arrived.push(request.headers.authorization);
    request.resume();
    response.writeHead(204).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { origin: `http://127.0.0.1:${server.address().port}`, arrived };
}
