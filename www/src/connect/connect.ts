// From what a person typed to a connection to a tenant, or to a sentence that says what is wrong with it. Tokens go nowhere else than checked here.

import { signal } from "@preact/signals";
import type { Cloud } from "trustframework-keys";
import type { RememberedTenant } from "../model/start";
import { factsOf, type TokenFacts } from "../model/token";
import { CLIENT_ID, CLOUDS, scopeOf, TENANT } from "./clouds";
import type { Waiting } from "./sign-in";
import { isLoopback, type Connection } from "./connection";

/** Called when a form to sign in with is shown: a pop-up opens only right after a click, so what opens it must be there already. */
export const prepareSignIn = () => import("./sign-in");

/** Entra's portal takes http for localhost only, and an address that begins with 127 not at all. */
export const redirectUri = () => {
  const uri = new URL("redirect.html", document.baseURI);
  if (isLoopback(uri)) uri.hostname = "localhost";
  return uri.href;
};

/** The same page where a sign-in can come back to; absent where it is already there. */
export function pageToSignInAt(): string | undefined {
  const url = new URL(location.href);
  if (!isLoopback(url) || url.hostname === "localhost") return undefined;
  url.hostname = "localhost";
  return url.href;
}

export async function toGraph(cloud: Cloud, tenant: string, clientId: string, waiting: Waiting): Promise<Connection> {
  if (!TENANT.test(tenant)) throw new Error("The tenant must be a name such as contoso.onmicrosoft.com, or an id.");
  if (!CLIENT_ID.test(clientId))
    throw new Error("The application (client) id must be a GUID, as the app registration shows it.");
  const { signIn } = await prepareSignIn();
  const { account, tenantId, token, expiresAt, close } = await signIn(
    { clientId, authority: `${CLOUDS[cloud].login}/${tenant}` },
    [scopeOf(cloud)],
    waiting,
  );
  const known = { name: tenant, ...(tenantId && { id: tenantId }) };
  const remembered = { kind: "graph", tenant: known, cloud, clientId } as const;
  return { kind: "graph", tenant: known, account, place: { cloud }, token, expiresAt, close, remembered };
}

/** `expected` is the tenant that is to be connected again: a token of another one is refused. */
export function toGraphWithToken(cloud: Cloud, token: string, expected?: RememberedTenant): Connection {
  const problem = problemOf(token);
  if (problem !== undefined) throw new Error(problem);
  const { tenantId, account, expiresAt, access } = factsOf(token) ?? ({ access: "unknown" } as TokenFacts);
  const { id, name } = expected?.tenant ?? {};
  if (id !== undefined && tenantId?.toLowerCase() !== id.toLowerCase())
    throw new Error(`This token is for ${tenantId ?? "a tenant that it does not name"}, and not for ${name}.`);
  if (tenantId === undefined || !TENANT.test(tenantId))
    throw new Error(
      "The tenant of this token cannot be read, so it cannot be shown whose keys would be switched. Sign in instead.",
    );
  const tenant = { name: name ?? tenantId, id: tenantId };
  const remembered = { kind: "graph", tenant, cloud } as const;
  const base = { kind: "graph", tenant, place: { cloud }, token, access, remembered } as const;
  return { ...base, ...(account !== undefined && { account }), expiresAt: signal(expiresAt) };
}

/** What is wrong with a pasted token, before it is sent anywhere. */
export function problemOf(token: string): string | undefined {
  if (!token) return "The token is missing.";
  if (/^bearer\s/i.test(token)) return "Leave out “Bearer ” in front: the token alone is needed.";
  const facts = factsOf(token);
  if (facts?.expiresAt !== undefined && facts.expiresAt <= Date.now())
    return "This token has expired. Get a fresh one: in Graph Explorer, sign out and in again.";
  if (facts?.access === "none")
    return "This token carries neither TrustFrameworkKeySet.ReadWrite.All nor Read.All. Consent to one of them in Graph Explorer (Modify permissions), and copy the token again.";
  return undefined;
}
