// From what a person typed to a connection to the emulator on this machine, and to no other host.

import { scopeOf } from "./clouds";
import { prepareSignIn } from "./connect";
import { isLoopback, MADE_UP_TOKEN, type Connection } from "./connection";
import type { Waiting } from "./sign-in";

/** Where the emulator is when it serves this page itself, and where it usually is. */
export const usualEmulator = () => (isLoopback(new URL(location.href)) ? location.origin : "http://127.0.0.1:8085");

export async function toEmulator(
  address: string,
  provider: { authority: string; clientId: string } | undefined,
  waiting: Waiting,
): Promise<Connection> {
  const url = loopback(address, "The emulator's address");
  const tenant = { name: `emulator-${url.host}` };
  const remembered = { kind: "emulator", tenant, address } as const;
  const base: Omit<Connection, "token"> = {
    kind: "emulator",
    tenant,
    place: { baseUrl: `${url.origin}/beta` },
    remembered,
  };
  if (!provider) return { ...base, token: MADE_UP_TOKEN };
  const authority = loopback(provider.authority, "The provider's address");
  if (authority.protocol !== "https:")
    throw new Error("The provider's address must begin with https://, or MSAL refuses it.");
  if (!provider.clientId) throw new Error("The application (client) id is missing.");
  const { signIn } = await prepareSignIn();
  const signedIn = await signIn(
    { clientId: provider.clientId, authority: authority.href, isPlainOidc: true },
    [scopeOf("global")],
    waiting,
  );
  const { account, token, expiresAt, close } = signedIn;
  return { ...base, remembered: { ...remembered, ...provider }, account, token, expiresAt, close };
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
