// The X.509 library with what it needs, as one module to load on demand.

import "reflect-metadata";
export { X509Certificate } from "@peculiar/x509";
