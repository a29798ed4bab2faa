// Draws from a seed: the same seed, the same draws.

import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

export class Dice {
  #generator;

  // `index` tells apart the calls of one seed, so that each can be played again alone.
  constructor(seed, index = 0) {
    this.#generator = xoroshiro128plus((seed ^ Math.imul(index + 1, 0x9e3779b1)) | 0);
    // The first numbers of seeds that are alike are alike too.
    for (let n = 0; n < 4; n += 1) this.#generator.next();
  }

  // A whole number, both bounds included.
  between(least, most) {
    return uniformInt(this.#generator, least, most);
  }

  // True once in so many times.
  once(times) {
    return this.between(1, times) === 1;
  }

  one(list) {
    return list[this.between(0, list.length - 1)];
  }

  // One of the keys of `weights`, an object of name to weight.
  of(weights) {
    let sum = 0;
    for (const name in weights) sum += weights[name];
    let left = this.between(1, sum);
    for (const name in weights) {
      left -= weights[name];
      if (left <= 0) return name;
    }
  }

  // From 0 up to, but not including, 1.
  fraction() {
    return this.between(0, 2 ** 30 - 1) / 2 ** 30;
  }
}
