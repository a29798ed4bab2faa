// The heading of a screen, which also names the document.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** Whether a screen was shown before: the first one takes no focus. */
let opened = false;

/** Takes the focus when its screen is entered by a link, so that a screen reader reads on from there. */
export function Title({ children, title }: { children?: ComponentChildren; title: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – Policy keys`;
    if (opened) heading.current?.focus();
    opened = true;
  }, [title]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children ?? title}
    </h1>
  );
}
