// What a request is refused with, as the document has it, and what a schema's complaint is told as.

import { z } from "@hono/zod-openapi";
import { badRequest, type Problem } from "../problem.ts";

const ProblemDocument = z
  .looseObject({
    type: z.string().openapi({ format: "uri" }),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    outcome: z.enum(["applied", "failed", "unknown"]).optional(),
    member: z.string().optional(),
  })
  .openapi("Problem", {
    description:
      "RFC 9457. `code` is what to switch on; a failed change adds the members of the package's KeyStatusError and `outcome`.",
  });

const TOLD: Record<number, string> = {
  400: "The request means nothing",
  401: "No key, or an unknown one",
  403: "The caller may not do this",
  404: "There is no such thing",
  409: "It would do harm, or contradicts what is there",
  413: "The body is too large",
  415: "The Content-Type is not application/json",
  422: "The Idempotency-Key was used with another body",
  429: "The caller asks too often",
  500: "The Worker failed",
  502: "Graph or Entra refused",
  503: "Not now: try again after Retry-After",
  504: "Graph did not answer in time",
};

/** What any request with an identity can be answered. */
const ALWAYS = [400, 401, 403, 404, 429, 500, 503];

export function problems(...statuses: number[]) {
  const content = { "application/problem+json": { schema: ProblemDocument } };
  const told = [...ALWAYS, ...statuses].map((status) => [status, { description: TOLD[status] ?? "", content }]);
  return Object.fromEntries(told) as Record<number, { description: string; content: typeof content }>;
}

/** Of routes that need no identity. */
export const unavailable = {
  503: { description: TOLD[503] ?? "", content: { "application/problem+json": { schema: ProblemDocument } } },
};

const IDS = ["keysetId", "keyId", "runId"];

/** The first complaint, with a code to switch on. */
export function complaint({ issues }: z.core.$ZodError, target: string): Problem {
  // A misspelt member is told as that, not as the one that is missing for it.
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
  if (issue === undefined) return badRequest(target, "The request means nothing.");
  const where = issue.path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
  const said = issue.message;
  if (issue.code === "unrecognized_keys") {
    if (target === "query") return badRequest("query", `In the query ${said.replace("member", "parameter")}`);
    return badRequest(
      "unknown-member",
      where === "" ? `In the body ${said}` : `In "${where}" ${said}`,
      where || undefined,
    );
  }
  if (where === "") return badRequest("json", `The body ${said}`);
  return badRequest(codeOf(issue.path, target), `"${where}" ${said}`, where);
}

function codeOf(path: PropertyKey[], target: string): string {
  const names = path.filter((part) => typeof part === "string");
  const last = names.at(-1) ?? target;
  if (IDS.includes(last)) return "id";
  return target === "query" ? "query" : last;
}
