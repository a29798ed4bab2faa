// Where a screen was scrolled to is where it is again when a person comes back to it. The browser's own memory comes too early: a screen is
// drawn only after it.

const positions = new Map<string, number>();

const screenOf = (hash: string) => hash.split("?")[0] || "#/sets";
let current = screenOf(location.hash);

/** Notes as the page is scrolled, until the function that it gives is called. */
export function keepScroll(): () => void {
  history.scrollRestoration = "manual";
  // A browser may scroll to the top for the next screen before it tells that it is the next one.
  const note = () => {
    if (screenOf(location.hash) === current) positions.set(current, window.scrollY);
  };
  const turn = () => (current = screenOf(location.hash));
  addEventListener("scroll", note, { passive: true });
  addEventListener("hashchange", turn);
  return () => {
    removeEventListener("scroll", note);
    removeEventListener("hashchange", turn);
  };
}

/** A screen that is new begins at its top. */
export function restoreScroll(): void {
  window.scrollTo(0, positions.get(screenOf(location.hash)) ?? 0);
}
