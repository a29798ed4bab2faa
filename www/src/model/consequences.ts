// The sentences about a reviewed change: what follows, for whom, until when. Pure; `when` writes a moment for people.

import { endOf, kindOf, shortKid, startOf, type Kind } from "./keys";
import { againOf, type Line } from "./review";

export type Tone = "info" | "good" | "warn" | "bad";
export type Consequence = { tone: Tone; text: string };
type When = (ms: number) => string;
type Told = Exclude<Line, { effect: "refused" }>;

export function consequencesOf(line: Line, now: number, when: When): Consequence[] {
  if (line.effect === "refused") return [{ tone: "warn", text: refusalOf(line) }];
  return line.change.status === "disabled" ? ofDisabling(line, now, when) : ofEnabling(line, now, when);
}

function refusalOf({ reason, change, key }: Extract<Line, { effect: "refused" }>): string {
  if (reason === "gone") return `${shortKid(change.keyId)} is no longer in this key set.`;
  if (reason === "already") return `${shortKid(change.keyId)} is already ${change.status}.`;
  const what =
    key && key.status === undefined ? "no status for keys of this set" : "a status or a date here that cannot be read";
  return `Graph shows ${what}, so it cannot be told whether sign-ins would go on. Nothing is sent.`;
}

function ofDisabling(line: Told, now: number, when: When): Consequence[] {
  const { key, without, after, effect } = line;
  const name = shortKid(key.kid);
  const kind = kindOf(key);
  if (effect === "outage") return [{ tone: "bad", text: outageOf(line, when) }, ...aftermath(kind, name)];
  if (endOf(key) <= now)
    return [
      {
        tone: "info",
        text: `${name} expired on ${when(endOf(key))}: it is used for nothing${kind === "signing" ? ", and what it signed is refused already" : ""}.`,
      },
    ];
  if (startOf(key) > now) {
    const early: Consequence = {
      tone: effect === "later" ? "bad" : "warn",
      text: `${name} will not take over on ${when(startOf(key))}.`,
    };
    return effect === "later" ? [early, runsOut(line, when)] : [early];
  }
  const first: Consequence =
    without.active === key.kid && after.active !== undefined
      ? { tone: "warn", text: takesOver(kind, after.active) }
      : {
          tone: "info",
          text:
            after.active === undefined ? "No key of this set is usable, before or after." : goesOn(kind, after.active),
        };
  return [first, ...aftermath(kind, name), ...(effect === "later" ? [runsOut(line, when)] : [])];
}

function outageOf({ after }: Told, when: When): string {
  const again = againOf(after);
  const until = again
    ? `until ${when(again.at)}, when ${shortKid(again.kid)} begins`
    : "until another key is enabled or added";
  return `No key of this set is usable any more: sign-ins that need it fail from now on, ${until}.`;
}

function runsOut({ after, without }: Told, when: When): Consequence {
  if (after.runsOutAt === undefined)
    return { tone: "bad", text: "The set is broken now, and this key would have ended that: sign-ins go on failing." };
  const again = againOf(after);
  const until = again
    ? `until ${when(again.at)}, when ${shortKid(again.kid)} begins`
    : "until another key is enabled or added";
  const instead = without.runsOutAt === undefined ? "" : ` instead of ${when(without.runsOutAt * 1000)}`;
  return { tone: "bad", text: `Sign-ins fail from ${when(after.runsOutAt * 1000)} on${instead}, ${until}.` };
}

/** What the disabling of a key means for what it was used for. */
function aftermath(kind: Kind, name: string): Consequence[] {
  const texts: Record<Kind, string> = {
    signing: `${name} leaves the published keys: tokens it signed are refused, as soon as caches of them run out.`,
    encryption: `What was encrypted for ${name} can no longer be read.`,
    secret: `A secret is not published, and stays valid at the provider: rotate ${name} there too.`,
    certificate: `Whoever knows only the certificate ${name} refuses what the next one signs.`,
    other: `What depends on ${name} stops working.`,
  };
  return [{ tone: "warn", text: texts[kind] }];
}

function ofEnabling({ key, without, after }: Told, now: number, when: When): Consequence[] {
  const name = shortKid(key.kid);
  const kind = kindOf(key);
  if (endOf(key) <= now) {
    const rest =
      without.active === undefined ? "No key of this set is usable, before or after." : goesOn(kind, without.active);
    return [
      { tone: "warn", text: `${name} expired on ${when(endOf(key))}: it is enabled, and still not used.` },
      { tone: without.active === undefined ? "bad" : "info", text: rest },
    ];
  }
  const gain: Consequence[] =
    without.runsOutAt !== undefined && (after.runsOutAt === undefined || after.runsOutAt > without.runsOutAt)
      ? [{ tone: "good", text: `The set no longer runs out on ${when(without.runsOutAt * 1000)}.` }]
      : [];
  if (startOf(key) > now) {
    const change = after.changes.find(({ active }) => active === key.kid);
    return [
      {
        tone: "info",
        text: change
          ? `${name} takes over on ${when(change.at * 1000)}.`
          : `${name} may be used from ${when(startOf(key))} on.`,
      },
      ...gain,
    ];
  }
  if (after.active !== key.kid)
    return [
      {
        tone: "info",
        text: after.active === undefined ? "Which key is used cannot be told." : goesOn(kind, after.active),
      },
      againUsable(kind, name),
      ...gain,
    ];
  if (without.usable.length === 0)
    return [{ tone: "good", text: `${takesOver(kind, key.kid)} Sign-ins that need this set work again.` }, ...gain];
  return [
    { tone: "warn", text: `After this, ${name} ${VERBS[kind]} instead of ${shortKid(without.active ?? "")}.` },
    againUsable(kind, name),
    ...(kind === "signing"
      ? [{ tone: "info" as const, text: "Whoever caches the published keys may refuse it until the cache runs out." }]
      : []),
    ...(kind === "secret" ? [{ tone: "warn" as const, text: "The provider must still know this secret." }] : []),
    ...gain,
  ];
}

function againUsable(kind: Kind, name: string): Consequence {
  const texts: Record<Kind, string> = {
    signing: `${name} is published again: tokens it signed are accepted again.`,
    encryption: `What was encrypted for ${name} can be read again.`,
    secret: `${name} is kept ready; a secret is not published.`,
    certificate: `${name} is kept ready.`,
    other: `${name} can be used again.`,
  };
  return { tone: "good", text: texts[kind] };
}

const VERBS: Record<Kind, string> = {
  signing: "signs tokens",
  encryption: "encrypts tokens",
  secret: "is used",
  certificate: "is used",
  other: "is used",
};

function takesOver(kind: Kind, kid: string): string {
  const known: Partial<Record<Kind, string>> = {
    secret: " The provider must know it already.",
    certificate: " The other side must trust it already.",
  };
  return `After this, ${shortKid(kid)} ${VERBS[kind]}.${known[kind] ?? ""}`;
}

function goesOn(kind: Kind, kid: string): string {
  return VERBS[kind] === "is used" ? `${shortKid(kid)} stays in use.` : `${shortKid(kid)} still ${VERBS[kind]}.`;
}
