// Whoever is told: takes what is posted to it, on loopback, and fails when it is told to.

import { createServer } from "node:http";

/** `onPost` is called with each post that is taken. */
export async function startReceiver(onPost = () => undefined) {
  const got = [];
  /** By path: how many more posts to refuse. */
  const refusals = new Map();

  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const path = request.url;
    const left = refusals.get(path) ?? 0;
    if (left > 0) refusals.set(path, left - 1);
    const post = { path, method: request.method, headers: request.headers, body, at: Date.now(), refused: left > 0 };
    got.push(post);
    if (left === 0) onPost(post);
    response.writeHead(left > 0 ? 500 : 204).end();
  });
  server.keepAliveTimeout = 0;
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    got,
    refuse: (path, times) => refusals.set(path, times),
    /** What was taken at a path, oldest first. */
    taken: (path) => got.filter((post) => post.path === path && !post.refused),
    stop: () => new Promise((closed) => (server.close(closed), server.closeAllConnections())),
  };
}
