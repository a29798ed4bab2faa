// The heading of a screen, which also names the document.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { route } from "../route";
import { connection } from "../state/connection";

/** A tab of a real tenant says whose it is. */
const whose = () =>
  route.value.name === "worker"
    ? undefined
    : connection.value?.kind === "sandbox"
      ? "Sandbox"
      : connection.value?.tenant.name;

/** Whether a screen was shown before: the first one takes no focus. */
let opened = false;

/** Takes the focus when its screen is entered by a link, so that a screen reader reads on from there. */
export function Title({ children, title }: { children?: ComponentChildren; title: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = [title, whose(), "Policy keys"].filter(Boolean).join(" – ");
  }, [title, connection.value]);
  // Once, as its screen is entered: a title that changes later takes the focus from nobody.
  useEffect(() => {
    if (opened) heading.current?.focus({ preventScroll: true });
    opened = true;
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children ?? title}
    </h1>
  );
}
