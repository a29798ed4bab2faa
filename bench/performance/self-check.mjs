// Whether the bench can be believed: the official client is measured twice, as if it were two clients, and the two must differ by no more than
// the noise that the bench states. Pure.

import { OFFICIAL_AGAIN, overOfficial } from "./figures.mjs";
import { views } from "./views.mjs";

export function selfCheck(start) {
  return Object.entries(views(start)).flatMap(([name, { measured }]) =>
    measured.map(({ host, rounds, of }) => {
      const { value, doubt } = overOfficial(rounds, OFFICIAL_AGAIN, of);
      return { name, host, value, doubt, isSame: Math.abs(value - 1) <= doubt };
    }),
  );
}
