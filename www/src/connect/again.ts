// A call waits for a person to sign in once more. The page shows the question; knows no sign-in itself.

import { signal } from "@preact/signals";

export type Question = { go: () => void; refuse: () => void };

export const question = signal<Question | undefined>(undefined);

/** A dialog makes the rest of the page inert; the question then stands in it. */
export const isDialogOpen = signal(false);

/** Settles when the person has clicked, refused, or nobody waits any more. */
export function askToSignIn(abort: AbortSignal): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    question.value = { go: resolve, refuse: () => reject(new Error("Signing in was refused.")) };
    abort.addEventListener("abort", () => reject(abort.reason), { once: true });
  }).finally(() => (question.value = undefined));
}
