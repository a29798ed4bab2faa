// Ids by which a call is found again in logs.

// A version 4 GUID (RFC 9562 section 5.4).
export function guid() {
  try {
    return crypto.randomUUID();
  } catch {
    // Outside of a secure context. To tell calls apart this is good enough.
    return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) => (digit ^ ((Math.random() * 16) >> (digit / 4))).toString(16));
  }
}
