// Failures to rehearse with, in the sandbox.

/** Something that goes wrong with so many requests of one method; `play` may carry the request out. */
export type Rehearsal = {
  words: string;
  method: string;
  times: number;
  play: (answer: () => Response) => Response | Promise<Response>;
};

export const REHEARSALS: Record<string, Rehearsal> = {
  throttled: {
    words: "The next change is throttled once (429, Retry-After 2 s)",
    method: "PATCH",
    times: 1,
    play: () => refusal(429, "TooManyRequests", "Too many requests.", { "retry-after": "2" }),
  },
  forbidden: {
    words: "The next change is refused (403)",
    method: "PATCH",
    times: 1,
    play: () => refusal(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."),
  },
  lost: {
    words: "The answer to the next change is lost, though it took effect",
    method: "PATCH",
    times: 1,
    play: (answer) => {
      answer();
      throw new TypeError("The connection broke, as simulated.");
    },
  },
  unreadable: {
    words: "Key sets cannot be read (503, eight times)",
    method: "GET",
    times: 8,
    play: () => refusal(503, "ServiceNotAvailable", "The service is temporarily unavailable."),
  },
  slow: {
    words: "Changes take a second longer",
    method: "PATCH",
    times: Infinity,
    play: (answer) => new Promise((resolve) => setTimeout(() => resolve(answer()), 1000)),
  },
};

function refusal(status: number, code: string, message: string, headers: Record<string, string> = {}): Response {
  const requestId = crypto.randomUUID();
  return new Response(JSON.stringify({ error: { code, message, innerError: { "request-id": requestId } } }), {
    status,
    headers: { "content-type": "application/json", "request-id": requestId, ...headers },
  });
}
