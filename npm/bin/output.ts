// Everything that is printed goes through here: tokens are taken out of it, and control characters of others are written as escapes. Results
// go to stdout, everything else to stderr.

/** The tokens that this process knows. */
const secrets = new Set<string>();

export function keepSecret(token: string): void {
  // White space around it is a mistake that is told, and what is told may be without it.
  for (const secret of [token, token.trim()]) if (secret.length >= 8) secrets.add(secret);
}

const hide = (text: string) => [...secrets].reduce((rest, secret) => rest.replaceAll(secret, "[token]"), text);

// What would move the cursor, colour the screen, or turn the direction of writing.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROL = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
const code = (character: string) => character.charCodeAt(0).toString(16).padStart(4, "0");

/** A text of Graph or of a file, for one line of a terminal. */
export const plain = (text: string): string => text.replace(CONTROL, (character) => `\\u${code(character)}`);

/** To stdout, as it is. */
export const print = (text: string): void => void process.stdout.write(hide(text));

/** To stderr, as it is. */
export const draw = (text: string): void => void process.stderr.write(hide(text));

/** Lines for a person, to stderr. */
export const tell = (text: string, tone?: Tone): void =>
  draw(`${paint(tone, text.split("\n").map(plain).join("\n"), process.stderr)}\n`);

/** What is wrong, to stderr. */
export const note = (text: string): void => tell(text, "red");

/** For programs. What JSON leaves as it is, and a terminal does not, is escaped too. */
export const printJson = (value: unknown): void =>
  print(
    `${JSON.stringify(value, null, 2).replace(CONTROL, (character) => (character === "\n" ? "\n" : `\\u${code(character)}`))}\n`,
  );

export type Tone = "red" | "yellow" | "green" | "dim";
const CODES: Record<Tone, number> = { red: 31, yellow: 33, green: 32, dim: 2 };

/** Colours only what is a terminal, and not where NO_COLOR asks for none (https://no-color.org). */
export function paint(tone: Tone | undefined, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  const { NO_COLOR, TERM } = process.env;
  if (!tone || !stream.isTTY || NO_COLOR || TERM === "dumb") return text;
  return `\x1b[${CODES[tone]}m${text}\x1b[0m`;
}
