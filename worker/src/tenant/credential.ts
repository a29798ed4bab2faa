// How the Worker proves to Entra who it is: with a certificate's key, or else a secret. Asks nobody for anything.
// https://learn.microsoft.com/entra/identity-platform/certificate-credentials

import { base64url, importPKCS8 } from "jose";
import * as oauth from "oauth4webapi";
import type { Variables } from "../env.ts";

/** The client authentication of the secrets whose names begin with `name`. */
export async function clientAuthentication(
  variables: Variables,
  name: string,
  tokenEndpoint: string,
): Promise<oauth.ClientAuth> {
  const privateKey = variables[`${name}_PRIVATE_KEY`];
  const certificate = variables[`${name}_CERTIFICATE`];
  if (typeof privateKey === "string" && typeof certificate === "string") {
    const key = await importPKCS8(privateKey, "PS256");
    const thumbprint = await thumbprintOf(certificate);
    return oauth.PrivateKeyJwt(key, {
      // Entra finds the certificate by its thumbprint, and wants its own address as the audience.
      [oauth.modifyAssertion]: (header, payload) => {
        header["x5t#S256"] = thumbprint;
        payload["aud"] = tokenEndpoint;
      },
    });
  }
  return oauth.ClientSecretPost(String(variables[`${name}_SECRET`]));
}

async function thumbprintOf(pem: string): Promise<string> {
  return base64url.encode(new Uint8Array(await crypto.subtle.digest("SHA-256", derOf(pem))));
}

/** The bytes of a certificate in PEM. */
export function derOf(pem: string): Uint8Array {
  const [, base64] = /-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/.exec(pem) ?? [];
  if (base64 === undefined) throw new Error("the certificate is no PEM");
  return Uint8Array.from(atob(base64.replace(/\s/g, "")), (character) => character.charCodeAt(0));
}
