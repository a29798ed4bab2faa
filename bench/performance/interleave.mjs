// Measures every app once a round, in another order each time, and says how far it is.

import { shuffled } from "./stats.mjs";

const SIGN_OF_LIFE_MS = 5_000;

// Gives the rounds: what `measure(app)` gave, by the app's id.
export async function interleave(title, apps, count, measure) {
  const began = Date.now();
  let told = 0;
  const rounds = [];
  while (rounds.length < count) {
    if (Date.now() - told > SIGN_OF_LIFE_MS) {
      console.log(`${title}: ${rounds.length} of ${count} rounds`);
      told = Date.now();
    }
    const round = {};
    for (const app of shuffled(apps)) round[app.id] = await measure(app);
    rounds.push(round);
  }
  console.log(`${title}: ${count} rounds in ${((Date.now() - began) / 1000).toFixed(0)} s`);
  return rounds;
}
