// What an access token says of itself, shown before it is used. Checks no signature: only Graph can. Keeps nothing.

/** Of a token whose payload can be read. */
export type TokenFacts = {
  /** Its tenant's id. */
  tenantId?: string;
  /** Who signed in; an app has no account. */
  account?: string;
  /** Milliseconds since 1970. */
  expiresAt?: number;
  access: "switch" | "look" | "none" | "unknown";
};

export function factsOf(token: string): TokenFacts | undefined {
  const claims = claimsOf(token);
  if (!claims) return undefined;
  const text = (name: string) => (typeof claims[name] === "string" ? (claims[name] as string) : undefined);
  const tenantId = text("tid");
  const account = text("upn") ?? text("preferred_username") ?? text("unique_name") ?? text("app_displayname");
  const expiry = claims["exp"];
  return {
    ...(tenantId !== undefined && { tenantId }),
    ...(account !== undefined && { account }),
    ...(typeof expiry === "number" && { expiresAt: expiry * 1000 }),
    access: accessOf(claims),
  };
}

function claimsOf(token: string): Record<string, unknown> | undefined {
  const [, payload] = token.split(".");
  if (!payload) return undefined;
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll("-", "+").replaceAll("_", "/")), (char) =>
      char.charCodeAt(0),
    );
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** `scp` of a person's token, `roles` of an app's. */
function accessOf({ scp, roles }: Record<string, unknown>): TokenFacts["access"] {
  const granted = [...(typeof scp === "string" ? scp.split(" ") : []), ...(Array.isArray(roles) ? roles : [])];
  if (granted.length === 0) return "unknown";
  if (granted.includes("TrustFrameworkKeySet.ReadWrite.All")) return "switch";
  return granted.includes("TrustFrameworkKeySet.Read.All") ? "look" : "none";
}
