// Waits for a sign-in in a pop-up, and notices at once when its window is closed or when nobody waits any more. MSAL itself notices neither.

/** How often the window is looked at, and how long an answer may be under way once it has closed by itself. */
const LOOK_MS = 200;
const GRACE_MS = 1_500;

/** What a person did, so no failure to be explained. */
export class SignInEnded extends Error {}

/** `open` must open the window with `window.open` before it first lets go of a click. */
export async function inPopup<T>(open: () => Promise<T>, abort: AbortSignal): Promise<T> {
  abort.throwIfAborted();
  const { opened, release } = watchOpen();
  let timer: ReturnType<typeof setInterval> | undefined;
  let refuse: (() => void) | undefined;
  const ended = new Promise<never>((_, reject) => {
    let closedAt: number | undefined;
    timer = setInterval(() => {
      if (!opened()?.closed) return;
      closedAt ??= Date.now();
      if (Date.now() - closedAt >= GRACE_MS)
        reject(
          new SignInEnded("The sign-in window was closed before the sign-in was complete. Nothing was connected."),
        );
    }, LOOK_MS);
    refuse = () => {
      opened()?.close();
      reject(new SignInEnded("Signing in was cancelled."));
    };
    abort.addEventListener("abort", refuse, { once: true });
  });
  try {
    const answer = open();
    // Who lost the race is not waited for.
    answer.catch(() => undefined);
    return await Promise.race([answer, ended]);
  } finally {
    clearInterval(timer);
    if (refuse) abort.removeEventListener("abort", refuse);
    ended.catch(() => undefined);
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
