// Keys and a moment that the units are about.

export const DAY = 86_400;
export const NOW = 1_800_000_000;
export const now = NOW * 1000;
export const seconds = { now: NOW };

/** From so many days away to so many. */
export const key = (kid, from, to, status = "enabled", more = {}) => ({
  kid,
  use: "sig",
  kty: "RSA",
  nbf: NOW + from * DAY,
  exp: NOW + to * DAY,
  status,
  ...more,
});
export const dateless = (kid, status = "enabled") => ({ kid, use: "sig", kty: "RSA", status });
