// Callers who come through Cloudflare Access, which signs a JWT about each request. Knows no role.
// https://developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/validating-json/

import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from "jose";
import type { CallerConfig } from "../config/callers.ts";
import { Problem } from "../problem.ts";

export const ASSERTION = "Cf-Access-Jwt-Assertion";

// Access changes its keys every six weeks. A token with a key that is not known has the set fetched again, once a second at most.
const settings = { cooldownDuration: 1_000, timeoutDuration: 5_000 };
const keysOfTeam = new Map<string, JWTVerifyGetKey>();

/** What the assertion says, once it is known to be Access's own, for this application and in force. */
export async function verifyAssertion(
  assertion: string,
  access: { team: string; audience: string },
): Promise<JWTPayload> {
  let keys = keysOfTeam.get(access.team);
  if (keys === undefined) {
    keys = createRemoteJWKSet(new URL("/cdn-cgi/access/certs", access.team), settings);
    keysOfTeam.set(access.team, keys);
  }
  try {
    const expected = {
      algorithms: ["RS256"],
      issuer: access.team,
      audience: access.audience,
      requiredClaims: ["exp", "iat"],
    };
    return (await jwtVerify(assertion, keys, { ...expected, clockTolerance: 5 })).payload;
  } catch (error) {
    throw refusal(error);
  }
}

/** The caller that a verified assertion speaks of: a person has an e-mail address, a service token a common name. */
export function callerOfAssertion(payload: JWTPayload, callers: Iterable<CallerConfig>): CallerConfig | undefined {
  const email = typeof payload["email"] === "string" ? payload["email"].toLowerCase() : undefined;
  const commonName = typeof payload["common_name"] === "string" ? payload["common_name"] : undefined;
  for (const caller of callers) {
    if (caller.email !== undefined && caller.email === email) return caller;
    if (caller.commonName !== undefined && caller.commonName === commonName) return caller;
  }
  return undefined;
}

// What is wrong with the token is the caller's; that its keys cannot be read is nobody's fault here.
function refusal(error: unknown): Problem {
  const unreadable =
    !(error instanceof errors.JOSEError) ||
    ["ERR_JWKS_TIMEOUT", "ERR_JWKS_INVALID", "ERR_JOSE_GENERIC"].includes(error.code);
  if (unreadable) {
    return new Problem(
      503,
      "access-unavailable",
      "The keys of Cloudflare Access cannot be read now, so nobody can be let in; try again.",
      {
        headers: { "retry-after": "5" },
      },
    );
  }
  const expired = error instanceof errors.JWTExpired;
  const detail = expired
    ? "The Cloudflare Access session has expired: sign in again."
    : `${ASSERTION} is not a valid token for this Worker.`;
  return new Problem(401, "unauthenticated", detail);
}
