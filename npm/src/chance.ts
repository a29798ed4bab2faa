// Draws random numbers, for ids and for spreading calls; they are good enough for nothing else.

/** A number from 0 up to, but not including, 1, whatever a test has put in the place of Math.random. */
export function random(): number {
  try {
    const number = Math.random();
    return number >= 0 && number < 1 ? number : 0.5;
  } catch {
    return 0.5;
  }
}
