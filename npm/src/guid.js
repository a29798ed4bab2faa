// Ids by which a call is found again in logs.

// So that ids differ even where somebody put a constant in the place of Math.random. The host's own crypto would take its first caller in
// Node 3 ms to load.
let calls = 0;

// A version 4 GUID (RFC 9562 section 5.4) of random numbers from 0 up to, but not including, 1.
export function guid(random) {
  calls += 1;
  const digitAt = (digit, at) => (digit ^ (((random() * 16) ^ (calls >> at)) & (15 >> (digit / 4)))).toString(16);
  return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, digitAt);
}
