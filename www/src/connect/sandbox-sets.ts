// The key sets that the sandbox has beside the emulator's own: one that is broken, two that run out soon, a certificate in two places.

import type { Keyset } from "trustframework-keys";

const DAY_S = 86_400;

/** A made-up certificate, whose dates are written in anew, so that its signature is of no worth. */
const TEMPLATE =
  "MIIBuzCCAWGgAwIBAgIURWTTdWxRXH2eN4p2f0SxGe7vivEwCgYIKoZIzj0EAwIwMzEfMB0GA1UEAwwWYXBpLWNsaWVudC5jb250b3NvLmNvbTEQMA4GA1UECgwHQ29udG9zbzAeFw0yNjExMjgwMzQ4MDVaFw0yNzExMjgwMzQ4MDVaMDMxHzAdBgNVBAMMFmFwaS1jbGllbnQuY29udG9zby5jb20xEDAOBgNVBAoMB0NvbnRvc28wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAS0bgaNcYkZhX2OR4zvz4ChFqFQ4ldiPPoLSx4joJOvwOXmhqLg3RYudRPgpo3KC5Fpbie7MaxHKR8JfV1+Qu2Bo1MwUTAdBgNVHQ4EFgQUK03dU5apVDasY1QCytfbjkouBTcwHwYDVR0jBBgwFoAUK03dU5apVDasY1QCytfbjkouBTcwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiBfNzgvRkkpZBzCcPRXbmq9mamz5upITR7LZS/w7wByOgIhAKCxzgVTqmihCf4eZo/8jFW8VBMQ2PPM8MrjYtX8vkux";

/** `now` is in milliseconds. */
export async function madeUpSets(now: number): Promise<Keyset[]> {
  const certificate = (from: number, until: number, status: string) =>
    certificateKey(Math.floor(now / 1000) + from * DAY_S, Math.floor(now / 1000) + until * DAY_S, status);
  const shared = await certificate(-336, 29, "enabled");
  return [
    {
      id: "B2C_1A_SamlIdpCert",
      keys: [await certificate(-367, -2, "enabled"), await certificate(-10, 355, "disabled")],
    },
    {
      id: "B2C_1A_GoogleSecret",
      keys: [
        {
          kid: "Qm3vT8yLr0aXc5nE1uKfZs7dHwGjB2pIoVtCqN9xRk4",
          use: "sig",
          kty: "oct",
          nbf: Math.floor(now / 1000) - 344 * DAY_S,
          exp: Math.floor(now / 1000) + 21 * DAY_S,
          status: "enabled",
        },
      ],
    },
    { id: "B2C_1A_PartnerApiCertificate", keys: [await certificate(-371, -6, "enabled"), shared] },
    { id: "B2C_1A_SamlMessageSigning", keys: [shared, await certificate(20, 385, "enabled")] },
  ];
}

async function certificateKey(nbf: number, exp: number, status: string) {
  const der = dated(nbf, exp);
  const thumbprint = new Uint8Array(await crypto.subtle.digest("SHA-1", der));
  const hex = Array.from(thumbprint, (byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .toUpperCase();
  const x5t = base64(thumbprint).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  return { kid: hex, use: "sig", kty: "RSA", nbf, exp, x5t, x5c: [base64(der)], status };
}

/** The tag and the length of a UTCTime: two of them stand in a certificate, its first and its last moment. */
const UTC_TIME = [0x17, 0x0d];

function dated(...moments: number[]): Uint8Array<ArrayBuffer> {
  const der = Uint8Array.from(atob(TEMPLATE), (char) => char.charCodeAt(0));
  let at = 0;
  for (const moment of moments) {
    while (der[at] !== UTC_TIME[0] || der[at + 1] !== UTC_TIME[1]) at += 1;
    const text = new Date(moment * 1000).toISOString().replaceAll(/\D/g, "").slice(2, 14);
    der.set(new TextEncoder().encode(`${text}Z`), at + UTC_TIME.length);
    at += UTC_TIME.length;
  }
  return der;
}

const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));
