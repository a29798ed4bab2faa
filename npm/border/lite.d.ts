// Written by wasm-bindgen from the exports in src/web; npm/src/glue.ts says which file there has which.
/* tslint:disable */
/* eslint-disable */
/**
 * A deployment of Graph.
 */

export type Cloud = "global" | "usGov" | "usGovDod" | "china";
/**
 * What kept a request from being answered.
 */

export type Fault = "rejected" | "hidden" | "threw" | "outOfTime" | "noResponse";
/**
 * The status to set.
 */

export type Status = "enabled" | "disabled";

/**
 * An answer came. `status` is absent for a redirect that the host hides. `is_foreign`: something else than Graph may have answered.
 */
export function answered(status: number | null | undefined, redirected: boolean, demands_claims: boolean, is_foreign: boolean): void;

/**
 * A text of the body of the answer, with the path to it: see `src/graph/body.rs`.
 */
export function bodyText(path: string, text: string): void;

/**
 * Something kept the answer from coming, or from coming whole.
 */
export function fault(fault: Fault): void;

/**
 * Drops a call that has ended without the module.
 */
export function forget(call: number): void;

/**
 * The source gave something that is no token. `problem` is the end of a sentence.
 */
export function gotBadToken(call: number, problem: string, kept: number): void;

/**
 * The source gave no token in time. `kept` names what is known of that.
 */
export function gotNoToken(call: number, kept: number): void;

/**
 * The source gave a token. `is_refused`: Graph has refused that very token before.
 */
export function gotToken(call: number, is_refused: boolean): void;

/**
 * Begins to describe a call. `has_source`: there is a token source that can be asked, rather than one token.
 */
export function open(has_source: boolean): void;

/**
 * Begins `patchKeyStatus`, and returns the number of the call.
 *
 * Returns `undefined` if an argument or an option is invalid (reported by `host.failed`), or if `begins` is false (validate only).
 * `src/web/calls/under_way.rs`.
 */
export function patchKeyStatus(keyset: string, key: string, status: Status, begins: boolean): number | undefined;

/**
 * Ends the report of what came of a request, and goes on with the call. `random` is from 0 up to, but not including, 1. `kept` names what else
 * is known.
 */
export function received(call: number, elapsed_ms: number, random: number, kept: number): void;

/**
 * The answer asks for a wait, as by `Retry-After`.
 */
export function retryAfter(ms: number): void;

/**
 * The option `attemptTimeoutMs`.
 */
export function setAttemptTimeoutMs(ms: number): void;

/**
 * The option `baseUrl`, which the host has found to be a URL that a token may go to.
 */
export function setBaseUrl(url: string): void;

/**
 * The option `cloud`.
 */
export function setCloud(cloud: Cloud): void;

/**
 * The option `retry.maxAttempts`. Infinity becomes the largest number that there is.
 */
export function setMaxAttempts(attempts: number): void;

/**
 * The option `retry.maxDelayMs`.
 */
export function setMaxDelayMs(ms: number): void;

/**
 * The option `timeoutMs`.
 */
export function setTimeoutMs(ms: number): void;

/**
 * The option `tokenTimeoutMs`.
 */
export function setTokenTimeoutMs(ms: number): void;

/**
 * That much time has passed.
 */
export function slept(call: number, ms: number): void;

