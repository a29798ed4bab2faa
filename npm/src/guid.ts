// Makes the ids by which a call is found again in logs.

// Counts the calls, so that ids differ even where somebody put a constant in the place of Math.random. The host's own crypto is not used:
// Node takes 3 ms to load it for its first caller.
let calls = 0;

/** A version 4 GUID (RFC 9562 section 5.4). `random` gives numbers from 0 up to, but not including, 1. */
export function guid(random: () => number): string {
  calls += 1;
  // The digits 0 and 1 become any hexadecimal digit, the 8 one of 8, 9, a and b.
  const digitAt = (digit: string, at: number) =>
    (+digit ^ (((random() * 16) ^ (calls >> at)) & (15 >> (+digit / 4)))).toString(16);
  return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, digitAt);
}
