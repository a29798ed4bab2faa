// Until when a certificate is valid.

import { AsnConvert } from "@peculiar/asn1-schema";
import { Certificate } from "@peculiar/asn1-x509";
import { derOf } from "../tenant/credential.ts";

/** In milliseconds since 1970; nothing where this is no certificate. */
export function validUntil(pem: string): number | undefined {
  try {
    return AsnConvert.parse(derOf(pem), Certificate).tbsCertificate.validity.notAfter.getTime().getTime();
  } catch {
    return undefined;
  }
}
