// From what a person typed to a connection, or to a sentence that says what is wrong with it. Tokens go nowhere else than checked here.

import type { Cloud } from "trustframework-keys";
import { CLIENT_ID, CLOUDS, scopeOf, TENANT } from "./clouds";
import { isLoopback, MADE_UP_TOKEN, type Connection } from "./connection";

/** Called when a form to sign in with is shown: a pop-up opens only right after a click, so what opens it must be there already. */
export const prepareSignIn = () => import("./sign-in");

/** Where the emulator is when it serves this page itself, and where it usually is. */
export const usualEmulator = () => (isLoopback(new URL(location.href)) ? location.origin : "http://127.0.0.1:8085");

export async function toEmulator(
  address: string,
  provider?: { authority: string; clientId: string },
): Promise<Connection> {
  const url = loopback(address, "The emulator's address");
  const base: Omit<Connection, "token"> = {
    kind: "emulator",
    name: `Emulator on ${url.host}`,
    place: { baseUrl: `${url.origin}/beta` },
  };
  if (!provider) return { ...base, token: MADE_UP_TOKEN };
  const authority = loopback(provider.authority, "The provider's address");
  if (authority.protocol !== "https:")
    throw new Error("The provider's address must begin with https://, or MSAL refuses it.");
  if (!provider.clientId) throw new Error("The application (client) id is missing.");
  const { signIn } = await prepareSignIn();
  const { who, token, close } = await signIn(
    { clientId: provider.clientId, authority: authority.href, isPlainOidc: true },
    [scopeOf("global")],
  );
  return { ...base, name: `${base.name}, ${who}`, token, close };
}

export async function toGraph(cloud: Cloud, tenant: string, clientId: string): Promise<Connection> {
  if (!TENANT.test(tenant)) throw new Error("The tenant must be a name such as contoso.onmicrosoft.com, or an id.");
  if (!CLIENT_ID.test(clientId))
    throw new Error("The application (client) id must be a GUID, as the app registration shows it.");
  const { signIn } = await prepareSignIn();
  const { who, token, close } = await signIn({ clientId, authority: `${CLOUDS[cloud].login}/${tenant}` }, [
    scopeOf(cloud),
  ]);
  return { kind: "graph", name: `${who} on Graph`, place: { cloud }, token, close };
}

export function toGraphWithToken(cloud: Cloud, token: string): Connection {
  if (!token) throw new Error("The token is missing.");
  return { kind: "graph", name: `Graph (${cloud}), pasted token`, place: { cloud }, token };
}

function loopback(address: string, what: string): URL {
  if (!URL.canParse(address)) throw new Error(`${what} must be a URL such as http://127.0.0.1:8085.`);
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol) || !isLoopback(url))
    throw new Error(`${what} must be on this machine: localhost or 127.0.0.1. A token goes nowhere else.`);
  if (url.username || url.password || url.search || url.hash)
    throw new Error(`${what} must be a plain address, without anything behind it.`);
  return url;
}
