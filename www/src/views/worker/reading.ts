// What a screen reads from the Worker: page by page, anew when it is asked, and no answer that is outdated.

import { useEffect, useState } from "preact/hooks";
import { read } from "../../connect/worker";
import type { Given } from "../../model/worker";

export type Pages<T> = { pages: T[]; at: number; isReading: boolean; failure: string };

/** Reads `path`, which stays the same for a component, and with `more` the page behind it. A failure keeps what is there. */
export function usePages<T>(from: Given, path: string, list: keyof T) {
  const [state, setState] = useState<Pages<T>>({ pages: [], at: 0, isReading: true, failure: "" });
  const [wanted, setWanted] = useState({ next: "" });
  useEffect(() => {
    const abort = new AbortController();
    setState((before) => ({ ...before, isReading: true, failure: "" }));
    read<T>(from, path + wanted.next, list, abort.signal).then(
      (page) =>
        setState(({ pages }) => ({
          pages: wanted.next ? [...pages, page] : [page],
          at: Date.now(),
          isReading: false,
          failure: "",
        })),
      (error: Error) => {
        if (!abort.signal.aborted) setState((before) => ({ ...before, isReading: false, failure: error.message }));
      },
    );
    return () => abort.abort();
  }, [from, path, list, wanted]);
  return { ...state, again: () => setWanted({ next: "" }), more: (next: string) => setWanted({ next }) };
}
