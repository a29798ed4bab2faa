// The small parts that every screen is made of. Know no store.

import { Fragment, type ComponentChildren } from "preact";
import type { Tone } from "../model/consequences";
import { STATE_WORDS, shortKid, type KeyState } from "../model/keys";
import { exact, iso, relative, utc } from "../time";

/** One shape for each state, so that colour is never alone. Drawn in a square of 16. */
export const SHAPES: Record<KeyState, string> = {
  active: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm3.9 5.5-4.6 4.6a.6.6 0 0 1-.9 0L4.1 8.8l.9-.9 1.85 1.85L11 5.6Z",
  usable: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11Z",
  early:
    "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11ZM7.3 4.4v4l2.9 1.9.8-1.2-2.3-1.5V4.4Z",
  expired: "M8 1.2 15.4 14.5H.6ZM7.3 6v4.3h1.4V6Zm0 5.4v1.5h1.4v-1.5Z",
  disabled:
    "M3 1.5h10A1.5 1.5 0 0 1 14.5 3v10a1.5 1.5 0 0 1-1.5 1.5H3A1.5 1.5 0 0 1 1.5 13V3A1.5 1.5 0 0 1 3 1.5Zm1.3 5.7v1.6h7.4V7.2Z",
  unclear: "M8 .8 15.2 8 8 15.2.8 8ZM7.3 4.5v4.3h1.4V4.5Zm0 5.4v1.5h1.4V9.9Z",
};

const GLYPHS = {
  good: SHAPES.active,
  bad: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1ZM5.5 4.6 8 7.1l2.5-2.5.9.9L8.9 8l2.5 2.5-.9.9L8 8.9l-2.5 2.5-.9-.9L7.1 8 4.6 5.5Z",
  warn: SHAPES.expired,
  info: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1ZM7.3 7h1.4v4.5H7.3Zm0-2.6h1.4v1.5H7.3Z",
  search:
    "M7 1.5a5.5 5.5 0 1 0 3.4 9.8l3.2 3.2.9-.9-3.2-3.2A5.5 5.5 0 0 0 7 1.5Zm0 1.3a4.2 4.2 0 1 1 0 8.4 4.2 4.2 0 0 1 0-8.4Z",
  back: "M7.3 2.6 2 8l5.3 5.4.9-.9L4.5 8.7H14V7.3H4.5l3.7-3.8Z",
  chevron: "M5.6 3.1 10.5 8l-4.9 4.9-.9-.9L8.700 8l-4-4Z",
} as const;

export type { Tone };

export function Glyph({ name }: { name: keyof typeof GLYPHS }) {
  return (
    <svg class="glyph" viewBox="0 0 16 16" aria-hidden="true">
      <path d={GLYPHS[name]} fill-rule="evenodd" />
    </svg>
  );
}

export function State({ state }: { state: KeyState }) {
  return (
    <span class="state" data-state={state}>
      <svg class="glyph" viewBox="0 0 16 16" aria-hidden="true">
        <path d={SHAPES[state]} fill-rule="evenodd" />
      </svg>
      {STATE_WORDS[state]}
    </span>
  );
}

/** Exactly, with its zone; UTC on hover. */
export function Time({ ms, absent }: { ms: number; absent: string }) {
  if (!Number.isFinite(ms)) return <span class="quiet">{absent}</span>;
  return (
    <time dateTime={iso(ms)} title={utc(ms)}>
      {exact(ms)}
    </time>
  );
}

/** How far away, and exactly. */
export function When({ ms, now }: { ms: number; now: number }) {
  return (
    <>
      <span class="when">{relative(ms, now)}</span>{" "}
      <span class="sub">
        <Time ms={ms} absent="" />
      </span>
    </>
  );
}

export function Kid({ kid }: { kid: string }) {
  return <code title={kid}>{shortKid(kid)}</code>;
}

/** An id that a narrow screen breaks after an underscore rather than anywhere. */
export function Id({ id }: { id: string }) {
  return (
    <span class="id">
      {id.split(/(?<=_)/).map((part, index) => (
        <Fragment key={index}>
          {index > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </span>
  );
}

export function Message({
  tone,
  role,
  children,
  actions,
}: {
  tone: Tone;
  role?: "alert" | "status";
  children: ComponentChildren;
  actions?: ComponentChildren;
}) {
  return (
    <div class="message" data-tone={tone} role={role}>
      <Glyph name={tone} />
      <div class="message-text">{children}</div>
      {actions && <div class="message-actions">{actions}</div>}
    </div>
  );
}

/** What Microsoft's support finds a request by. */
export function RequestId({ id }: { id: string | undefined }) {
  if (id === undefined) return null;
  return (
    <span class="quiet request-id">
      {" "}
      Request id <code>{id}</code>
    </span>
  );
}
