// Stands in for Microsoft's sign-in service: gives a token for Graph to the app registration of the examples, in its own tenant only.

import { once } from "node:events";
import { createServer } from "node:http";

export const APP = {
  tenantId: "11111111-1111-4111-8111-111111111111",
  clientId: "22222222-2222-4222-8222-222222222222",
  secret: "a-client-secret",
};

// What it answers to a form that was posted to `path`: a status and an object.
export function signIn(path, form) {
  const { grant_type, client_id, client_secret, scope } = Object.fromEntries(form);
  const right =
    path.startsWith(`/${APP.tenantId}/oauth2/v2.0/token`) &&
    grant_type === "client_credentials" &&
    client_id === APP.clientId &&
    client_secret === APP.secret &&
    scope.split(" ").includes("https://graph.microsoft.com/.default");
  return right
    ? { status: 200, body: { token_type: "Bearer", expires_in: 3599, access_token: "a-token" } }
    : { status: 401, body: { error: "invalid_client", error_description: "AADSTS7000215: Invalid client." } };
}

export async function startSignIn() {
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    const { status, body } = signIn(request.url, new URLSearchParams(Buffer.concat(chunks).toString()));
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { origin: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}
