// What the Worker says no with: RFC 9457 problem documents. Knows no route and no rule.

/** A refusal. `detail` is one sentence: what failed, why, what to do. It never holds a secret. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly more: { headers?: Record<string, string>; members?: Record<string, unknown> } = {},
  ) {
    super(detail);
  }

  /** The document as JSON; `members` are what the kind of problem adds. */
  body(): Record<string, unknown> {
    const own = {
      type: `urn:trustframework-keys:problem:${this.code}`,
      title: titles[this.status] ?? "Error",
      status: this.status,
    };
    return { ...this.more.members, ...own, code: this.code, detail: this.detail };
  }

  /** The problem that a document tells of. */
  static of(document: Record<string, unknown>, headers: Record<string, string>): Problem {
    const { type: _, title: __, status, code, detail, ...members } = document;
    return new Problem(Number(status), String(code), String(detail), { headers, members });
  }

  response(): Response {
    const headers = { "content-type": "application/problem+json", "cache-control": "no-store", ...this.more.headers };
    return new Response(JSON.stringify(this.body()), { status: this.status, headers });
  }
}

const titles: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

export const badRequest = (code: string, detail: string, member?: string): Problem =>
  new Problem(400, code, detail, member === undefined ? {} : { members: { member } });

export const retryAfter = (ms: number): Record<string, string> => ({
  "retry-after": String(Math.max(1, Math.ceil(ms / 1000))),
});
