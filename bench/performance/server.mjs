// Says 204 to anything, on a free port of loopback, after as long as its parent says. A process of its own, which ends with its parent.

import { createServer } from "node:http";

let serviceMs = 0;
const server = createServer((request, response) => {
  const answer = () => response.writeHead(204).end();
  request.resume();
  request.on("end", () => (serviceMs > 0 ? setTimeout(answer, serviceMs) : answer()));
});
server.listen(0, "127.0.0.1", () => process.send({ origin: `http://127.0.0.1:${server.address().port}` }));
process.on("message", (message) => {
  serviceMs = message.serviceMs;
  process.send({ serviceMs });
});
process.on("disconnect", () => process.exit());
