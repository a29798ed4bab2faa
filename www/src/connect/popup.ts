// Waits for a sign-in in a pop-up, and notices at once when its window is closed or when nobody waits any more. MSAL itself notices neither.

/** Where the page that a sign-in comes back to says that it came back. */
export const ANSWERED = "policy-keys.sign-in-answered";

/** How often the window is looked at, and how long its last word may be under way once it has closed. */
const LOOK_MS = 150;
const GRACE_MS = 400;

/** What a person did, so no failure to be explained. */
export class SignInEnded extends Error {}

/**
 * `open` opens the window with `window.open`. `onClosed` is told when the window is gone without an answer, or out of this page's sight: a
 * sign-in page may cut itself off from who opened it (Cross-Origin-Opener-Policy), and answer all the same. So the answer is still waited for,
 * until `abort`.
 */
export async function inPopup<T>(open: () => Promise<T>, abort: AbortSignal, onClosed: () => void): Promise<T> {
  if (abort.aborted) throw new SignInEnded("Signing in was cancelled.");
  const { opened, release } = watchOpen();
  const channel = new BroadcastChannel(ANSWERED);
  let closedAt: number | undefined;
  const timer = setInterval(() => {
    if (!opened()?.closed) return;
    closedAt ??= Date.now();
    if (Date.now() - closedAt < GRACE_MS) return;
    clearInterval(timer);
    onClosed();
  }, LOOK_MS);
  channel.onmessage = () => clearInterval(timer);
  let refuse = () => {};
  const ended = new Promise<never>((_, reject) => {
    refuse = () => {
      opened()?.close();
      reject(new SignInEnded("Signing in was cancelled. Nothing was connected."));
    };
  });
  abort.addEventListener("abort", refuse, { once: true });
  try {
    const answer = open();
    // Who lost the race is not waited for.
    answer.catch(() => undefined);
    return await Promise.race([answer, ended]);
  } finally {
    clearInterval(timer);
    channel.close();
    abort.removeEventListener("abort", refuse);
    release();
  }
}

/** The window that is opened meanwhile: MSAL gives it to nobody. */
function watchOpen(): { opened: () => Window | null; release: () => void } {
  const plain = window.open;
  let latest: Window | null = null;
  window.open = (...args) => (latest = plain.apply(window, args));
  return { opened: () => latest, release: () => (window.open = plain) };
}
