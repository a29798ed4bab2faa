// What an X.509 certificate says: subject, issuer, dates, thumbprint. The library is loaded when the first certificate is opened.

export type Certificate = {
  subject: string;
  issuer: string;
  from: number;
  until: number;
  serial: string;
  thumbprint: string;
};

/** `x5c` is the certificate in base64 DER, as Graph shows it. Rejects for what is no certificate. */
export async function readCertificate(x5c: string): Promise<Certificate> {
  const { X509Certificate } = await import("./x509");
  const { subject, issuer, notBefore, notAfter, serialNumber, rawData } = new X509Certificate(x5c);
  return {
    subject,
    issuer,
    from: notBefore.getTime(),
    until: notAfter.getTime(),
    serial: serialNumber.toUpperCase(),
    thumbprint: await thumbprintOf(rawData),
  };
}

/** As Windows and the portal show it: SHA-1 of the whole certificate, in hex. */
async function thumbprintOf(der: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-1", der));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .toUpperCase();
}
