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
  disabled: "y5LsvMpoXL9o-G825aSaLwGaA-rCJbZrB_EvzZhytv4",
};

export const GUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
