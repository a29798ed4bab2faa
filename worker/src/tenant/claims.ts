// The `claims` parameter of a token request. Pure. https://learn.microsoft.com/entra/identity-platform/claims-challenge

import { isMembers } from "../values.ts";

// Says that this client understands claims challenges, without which Graph sends none.
const CAPABLE = { xms_cc: { values: ["cp1"] } };

/** What is asked for: our capability and, after a challenge, what Graph demands. */
export function claimsParameter(demanded?: string): string {
  const claims: unknown = demanded === undefined ? {} : JSON.parse(demanded);
  const members = isMembers(claims) ? claims : {};
  const accessToken = isMembers(members["access_token"]) ? members["access_token"] : {};
  return JSON.stringify({ ...members, access_token: { ...accessToken, ...CAPABLE } });
}
