// The log: one JSON object a line, with an `event` to search for and ids to follow. Never a secret, a token, or a text of a stranger.

type Fields = Record<string, string | number | boolean | undefined>;

const line = (event: string, fields: Fields): string => JSON.stringify({ event, ...fields });

export const log = {
  info: (event: string, fields: Fields = {}): void => console.log(line(event, fields)),
  warn: (event: string, fields: Fields = {}): void => console.warn(line(event, fields)),
  error: (event: string, fields: Fields = {}): void => console.error(line(event, fields)),
};

/** Of an error only its name: its message may hold anything. */
export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
