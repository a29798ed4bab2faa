// Written by wasm-bindgen from the exports in src/web; npm/src/glue.ts says which file there has which.
/* tslint:disable */
/* eslint-disable */
/**
 * A deployment of Graph.
 */

export type Cloud = "global" | "usGov" | "usGovDod" | "china";
/**
 * The status to set.
 */

export type Status = "enabled" | "disabled";

/**
 * Builds the request without its token, which JavaScript adds: headers of gloo-net would copy the token into wasm memory.
 *
 * Returns `undefined` if an argument or an option is invalid (reported by `host.failed`), or if `begins` is false (validate only).
 * `src/web/offline/build.rs`.
 *
 * # Errors
 * What the host threw.
 */
export function buildPatchRequest(keyset: string, key: string, status: Status, begins: boolean): Request | undefined;

/**
 * Reports that the host could not build the request. `kept` names what it threw.
 */
export function cannotBuild(kept: number): void;

/**
 * Begins to describe a call. `has_source`: there is a token source that can be asked, rather than one token.
 */
export function open(has_source: boolean): void;

/**
 * What follows from these keys as of `now_s`, in seconds since 1970.
 *
 * # Errors
 * Where a key is not as `npm/src/keys.ts` gives it.
 */
export function outlook(keys: any, now_s: number): any;

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

