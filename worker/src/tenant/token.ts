// Asks Entra for a token: client credentials, RFC 6749 section 4.4. Keeps nothing.

import * as oauth from "oauth4webapi";
import { isSafe } from "../config/reading.ts";
import type { TenantConfig } from "../config/tenants.ts";
import type { Variables } from "../env.ts";
import { claimsParameter } from "./claims.ts";
import { authorityOf, scopeOf } from "./clouds.ts";
import { clientAuthentication } from "./credential.ts";

export interface Token {
  value: string;
  /** When another is to be asked for, in milliseconds since 1970: some time before this one ends. */
  refreshAt: number;
}

const TIMEOUT_MS = 10_000;

/** Throws an Error with one sentence that holds no secret. */
export async function requestToken(
  variables: Variables,
  tenant: TenantConfig,
  claims: string | undefined,
): Promise<Token> {
  const authority = authorityOf(tenant);
  const server = { issuer: `${authority}/v2.0`, token_endpoint: `${authority}/oauth2/v2.0/token` };
  const client = { client_id: tenant.clientId };
  const authentication = await credential(variables, tenant, server.token_endpoint);
  const parameters = { scope: scopeOf(tenant), claims: claimsParameter(claims) };
  const options = {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    // config.ts lets http through for this machine only.
    [oauth.allowInsecureRequests]: isSafe(authority) && authority.startsWith("http:"),
  };
  try {
    const response = await oauth.clientCredentialsGrantRequest(server, client, authentication, parameters, options);
    const { access_token, expires_in } = await oauth.processClientCredentialsResponse(server, client, response);
    return { value: access_token, refreshAt: refreshAt(Date.now(), expires_in) };
  } catch (error) {
    throw new Error(sentence(error));
  }
}

/** Five minutes before its end, or at nine tenths of a short life. Without an `expires_in`: never used again. */
export function refreshAt(now: number, expiresInSeconds: number | undefined): number {
  const lifeMs = (expiresInSeconds ?? 0) * 1000;
  return now + Math.max(lifeMs - 300_000, lifeMs * 0.9 - 1_000, 0);
}

async function credential(
  variables: Variables,
  { name, credential }: TenantConfig,
  endpoint: string,
): Promise<oauth.ClientAuth> {
  try {
    return await clientAuthentication(variables, credential, endpoint);
  } catch {
    // The reason may hold a piece of the key.
    throw new Error(
      `The secrets ${credential}_PRIVATE_KEY (PKCS #8, PEM) and ${credential}_CERTIFICATE (PEM) of the tenant "${name}" cannot be read.`,
    );
  }
}

// Of a refusal only the codes: what else the server says may repeat what it was sent.
function sentence(error: unknown): string {
  if (error instanceof oauth.ResponseBodyError) {
    const [code = ""] = /\bAADSTS\d+/.exec(error.error_description ?? "") ?? [];
    const named = /^[a-z_]{1,64}$/.test(error.error) ? error.error : "an error";
    return `Entra gave no token: ${[named, code].filter(Boolean).join(", ")} (HTTP ${error.status}).`;
  }
  if (error instanceof oauth.OperationProcessingError)
    return "Entra's answer to the token request is not what OAuth 2.0 says it must be.";
  if (error instanceof Error && error.name === "TimeoutError")
    return `Entra did not answer the token request within ${TIMEOUT_MS / 1000} s.`;
  return "Entra cannot be reached for a token.";
}
