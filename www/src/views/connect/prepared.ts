// Loads what signing in needs before the click: a pop-up opens only while the browser still sees the click behind it.

import { useEffect } from "preact/hooks";
import { prepareSignIn } from "../../connect/connect";

/** What fails here fails again, and is told, when the form is sent. */
export function usePreparedSignIn(isNeeded: boolean): void {
  useEffect(() => {
    if (isNeeded) prepareSignIn().catch(() => undefined);
  }, [isNeeded]);
}
