// Where all changes of a run wait once Graph has throttled one of them, and how far apart they begin after that. Pure: it is told the time, in
// milliseconds since the run began, and waits for nothing.

// How long the gate closes where Graph names no time, in milliseconds: the first time, and at most. It doubles while nothing is answered.
const FIRST_CLOSING = 1_000;
const LONGEST_CLOSING = 60_000;
// Closings and milliseconds without an answer that was not throttled, after which there is no point in going on.
const MOST_CLOSINGS = 10;
const LONGEST_SILENCE = 15 * 60_000;
// Begins are a little further apart than the limit seems to allow, and come nearer to each other with each change that gets through.
const SPARE = 1.05;
const SHRINK = 0.005;
// What is measured are so many closings with the time before each.
const MOST_PERIODS = 4;
// The longer a gap is, the faster it shrinks: by SHRINK + gap / GAP_SCALE of itself, at most by half. A long one was measured in few, long
// closings, which say little.
const GAP_SCALE = 300_000;

/** When a change may begin. It no longer counts once the gate has closed again. */
export interface Slot {
  at: number;
  closings: number;
}

export class Gate {
  /** When it opens. */
  opens = 0;
  #opened = 0;
  #isMeasured = true;
  #closings = 0;
  #inARow = 0;
  #closing = FIRST_CLOSING;
  #changed = 0;
  #answered = 0;
  #gap = 0;
  #periods: (readonly [lasted: number, changed: number])[] = [];
  #last = Number.NEGATIVE_INFINITY;

  /**
   * Graph has throttled a change. `askedMs` is the time that it named, if it did. Gives for how long all wait, where the gate was open until now.
   */
  throttled(now: number, askedMs: number | undefined): number | undefined {
    // Answers of requests that were under way extend a closing, and are not counted.
    const wasOpen = this.opens <= now;
    this.#measure(now);
    this.opens = Math.max(this.opens, now + (askedMs ?? this.#closing));
    this.#isMeasured = false;
    if (!wasOpen) return undefined;
    this.#closings += 1;
    this.#inARow += 1;
    if (askedMs === undefined) this.#closing = Math.min(2 * this.#closing, LONGEST_CLOSING);
    return this.opens - now;
  }

  /** Graph has answered without throttling; `isChange` where that was a PATCH. */
  answered(now: number, isChange: boolean): void {
    this.#measure(now);
    this.#closing = FIRST_CLOSING;
    this.#inARow = 0;
    this.#answered = now;
    if (!isChange) return;
    this.#changed += 1;
    if (this.#isMeasured) this.#gap *= 1 - Math.min(0.5, SHRINK + this.#gap / GAP_SCALE);
  }

  /** Whether Graph has only throttled for so long that it is better to stop. */
  isHopeless(now: number): boolean {
    return this.#inARow >= MOST_CLOSINGS && now - this.#answered >= LONGEST_SILENCE;
  }

  /** Takes the next place in the row of those that begin. */
  slot(now: number): Slot {
    if (this.opens > now) return { at: this.opens, closings: -1 };
    this.#measure(now);
    this.#last = Math.max(now, this.#last + this.#gap);
    return { at: this.#last, closings: this.#closings };
  }

  /** Whether a change that has that place may send. */
  isOpen(now: number, { at, closings }: Slot): boolean {
    return at <= now && this.opens <= now && closings === this.#closings;
  }

  // Once it has opened: how far apart the changes are to begin, after what got through since it had opened before.
  #measure(now: number): void {
    if (this.#isMeasured || this.opens > now) return;
    this.#isMeasured = true;
    // One period alone may have been cut short by chance.
    this.#periods = [[this.opens - this.#opened, this.#changed] as const, ...this.#periods].slice(0, MOST_PERIODS);
    let [lasted, changed] = [0, 0];
    for (const [ms, changes] of this.#periods) {
      lasted += ms;
      changed += changes;
    }
    if (changed > 0) this.#gap = Math.max(this.#gap, (SPARE * lasted) / changed);
    this.#opened = this.opens;
    this.#changed = 0;
    this.#last = this.opens - this.#gap;
  }
}
