// The imports that only the root entry's module has: src/web/root.

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
  accepted(attempts: number, verified: boolean, kept: Kept | undefined): void {
    (said().failure as Failure).receipt = { attempts, verified, kept };
  },
  // Throws where the host has no Headers.
  tryHeaders(): void {
    new Headers();
  },
});
