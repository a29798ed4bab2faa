// A button that copies a text.

import { useEffect, useState } from "preact/hooks";

/** Copies a text, and says for a moment that it did. */
export function Copy({ text, what }: { text: string; what: string }) {
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(""), 2500);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setSaid("Copied"),
      () => setSaid("Not allowed: select the text and copy it"),
    );
  return (
    <span class="copy">
      <button type="button" class="button small" onClick={copy} aria-label={`Copy ${what}`}>
        Copy
      </button>
      <span role="status" class="quiet">
        {said}
      </span>
    </span>
  );
}
