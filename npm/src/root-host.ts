// The imports that only the root entry's module has: src/web/calls/root/enabled.rs.

import type { Command, Failure, Kept, MoreImports, Noted, Read, Said } from "./host.ts";

export const rootImports: MoreImports = (said: () => Said & Noted) => ({
  expect(what: Read["what"], isFirst: boolean, isJudged: boolean): void {
    said().read = { what, isFirst, isJudged };
  },
  awaitTurn(): void {
    said().command = (call) => (call.turn as Command)(call);
  },
  wasRead(): void {
    said().wasRead = true;
  },
  aborted(mayHaveChanged: boolean): void {
    said().aborted = { mayHaveChanged };
  },
  caused(): void {
    const { failure, cause } = said();
    (failure as Failure).cause = cause ?? "abort";
  },
  atMoment(seconds: number): void {
    const failure = said().failure as Failure;
    // A Date knows 8.64e15 milliseconds to either side of 1970.
    const date = new Date(Math.max(-8.64e15, Math.min(seconds * 1000, 8.64e15)));
    failure.message = failure.message.replace(/\.$/, `: ${date.toISOString().replace(/\.\d+/, "")}.`);
  },
  accepted(attempts: number, verified: boolean, kept: Kept | undefined): void {
    (said().failure as Failure).receipt = { attempts, verified, kept };
  },
});
