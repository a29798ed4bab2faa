// The key sets that every emulator starts with; emulator/src/seed.rs says the same.

export const signing = {
  id: "B2C_1A_TokenSigningKeyContainer",
  expired: "Jig813Bwd7q-GEEjy8f2fKSNY4bSB5wB3mWGo2c4vT0",
  active: "skXTuCScdUZVjBcseBUAsuHesX2Lm3KrtlHMOI2nXHI",
  upcoming: "9SoE46RbXTkbcI_9qkpz4Xfi7YQEDERdElajyypTnNg",
};
export const encryption = {
  id: "B2C_1A_TokenEncryptionKeyContainer",
  disabled: "jMUMw63rGUkp5NnXqomuSArpDMkvNPcr-7BKhp4HoNk",
};
export const facebook = {
  id: "B2C_1A_FacebookSecret",
  expiring: "TzL1P3Vnjo1pp9Gf5D6mFAhfe_rFRF5kNjujX58nGY8",
  dateless: "VaNReMdclXOfjtEQDOL7B8zYyHIE_Z4gFHwKxfLTRNE",
};
export const restApi = {
  id: "B2C_1A_RestApiClientCertificate",
  expired: "qWwCi6B1geFS3IIDXYqdc21reIJpJfTJO8f69mVhWeE",
  active: "Yc_5gFCard0c13X264WYnkKwhe9uK3nP19MbgaNgjY0",
  disabled: "y5LsvMpoXL9o-G825aSaLwGaA-rCJbZrB_EvzZhytv4",
};

/** What the sandbox has beside them; www/src/connect/sandbox-sets.ts says the same. */
export const broken = "B2C_1A_SamlIdpCert";
export const runsOut = { id: "B2C_1A_GoogleSecret", only: "Qm3vT8yLr0aXc5nE1uKfZs7dHwGjB2pIoVtCqN9xRk4" };
export const partner = "B2C_1A_PartnerApiCertificate";
export const twin = "B2C_1A_SamlMessageSigning";

/** A tenant at Graph, as a test plays it. */
export const TENANT_ID = "11111111-2222-4333-8444-555555555555";
export const GRAPH_SETS = [
  {
    id: "B2C_1A_Real",
    keys: [
      { kid: "real-key-one", kty: "RSA", use: "sig", nbf: 1_600_000_000, status: "enabled" },
      { kid: "real-key-two", kty: "RSA", use: "sig", nbf: 1_700_000_000, status: "enabled" },
    ],
  },
];

/** A token that says so, signed by nobody. */
export function tokenFor(claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part(claims)}.c2lnbmF0dXJl`;
}

export const GUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
