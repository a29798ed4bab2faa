// An OpenID provider on this machine, over https with a certificate that only a test takes: a person signs in and consents by its forms.

import { once } from "node:events";
import { createServer } from "node:https";
import { Provider } from "oidc-provider";
import { generate } from "selfsigned";

/** What the package asks for, whatever the provider. */
const SCOPE = "https://graph.microsoft.com/.default";

export async function startProvider(redirectUri) {
  const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
    extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] }],
  });
  const server = createServer({ key, cert });
  // Node closes a connection that was idle for five seconds, perhaps just when a client uses it again.
  server.keepAliveTimeout = 0;
  server.listen(0, "localhost");
  await once(server, "listening");
  const issuer = `https://localhost:${server.address().port}`;

  const grants = new Set();
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "console",
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token"],
      },
    ],
    scopes: ["openid", "offline_access", SCOPE],
    claims: { openid: ["sub"], profile: ["name", "preferred_username"] },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, name: sub, preferred_username: sub }) }),
    conformIdTokenClaims: false,
    clientBasedCORS: () => true,
    pkce: { required: () => true },
    cookies: { keys: ["a key of a test"] },
  });
  // Its forms want a font from elsewhere; a test asks for nothing there.
  provider.use(async (context, next) => {
    await next();
    if (typeof context.body === "string") context.body = context.body.replaceAll(/@import url\([^)]*\);?/g, "");
  });
  provider.on("grant.success", ({ oidc }) => grants.add(oidc.entities.Grant?.jti));
  server.on("request", provider.callback());
  return {
    issuer,
    /** What was granted is granted no longer: a refresh token is of no use, and a person has to be asked. */
    revoke: () => Promise.all([...grants].map(async (id) => (await provider.Grant.find(id))?.destroy())),
    stop: () => server.close(),
  };
}
