/**
 * Enables or disables one Azure AD B2C / Entra policy key through Microsoft Graph beta.
 * @packageDocumentation
 */

/** The two values that Graph lets a caller set. */
export type KeyStatus = "enabled" | "disabled";

/** The deployments of Microsoft Graph: {@link https://learn.microsoft.com/graph/deployments}. A token of one is not valid in another. */
export type Cloud = "global" | "usGov" | "usGovDod" | "china";

// The host's own types where the project has them (DOM, @types/node, workers-types), so that no library is forced on it.
type HostRequest = typeof globalThis extends { Request: { prototype: infer T } } ? T : object;
type HostResponse = typeof globalThis extends { Response: { prototype: infer T } } ? T : object;
type HostSignal = HostRequest extends { readonly signal: infer T } ? T : object;

/** What a token source that is a function is asked with. */
export interface TokenRequest {
  /** What the token is for: one scope, `https://graph.microsoft.com/.default` or that of the chosen `cloud`. */
  scopes: string[];
  /**
   * The claims that Graph demands, as JSON, after a claims challenge; hand them to the identity library as they are. They come with the one
   * ask that answers the challenge, and not with those that follow.
   * @see {@link https://learn.microsoft.com/entra/identity-platform/claims-challenge}
   */
  claims?: string;
  /** Graph has just refused the token that was given: a cached one is of no use. */
  forceRefresh: boolean;
  /** Fires when the token is no longer wanted: the call was aborted, or `tokenTimeoutMs` is over. */
  signal: HostSignal;
}

/**
 * Where the access token comes from, which must carry the permission `TrustFrameworkKeySet.ReadWrite.All`:
 *
 * - a string, 1 byte to 64 KiB of visible ASCII, without `Bearer ` in front;
 * - a function, asked once before each attempt, and so before a guard reads, which uses the token of the attempt;
 * - a `TokenCredential` of `@azure/identity`, or anything of that form.
 *
 * A function or a credential is asked once more when Graph answers 401 or demands claims; a string cannot be.
 */
export type TokenSource =
  | string
  | ((request: TokenRequest) => string | Promise<string>)
  | {
      getToken(
        scopes: string | string[],
        options?: { claims?: string; enableCae?: boolean; abortSignal?: HostSignal },
      ): Promise<{ token: string } | null>;
    };

/** What `fetch` is called with. Holds the token, in `headers.authorization`. */
export interface PatchInit {
  /** `"PATCH"`, or `"GET"` for what is read. */
  method: string;
  /** A plain object, names in lower case: `authorization`, `content-type`, `accept` and, unless switched off, `client-request-id`. */
  headers: Record<string, string>;
  /** The change as JSON; absent on reads. */
  body?: string;
  /** A redirect is never followed: the token would go with it. */
  redirect: "manual";
  /** On reads, where the host knows caches. */
  cache?: "no-store";
  /** Fires when the attempt is given up. */
  signal: HostSignal;
}

/** Options of {@link buildPatchRequest}. An unknown member is refused, so that a misspelt one is never silently without effect. */
export interface RequestOptions {
  /** Which deployment of Graph to call. Default `"global"`. */
  cloud?: Cloud | undefined;
  /**
   * Called instead of the cloud's, version included: `"https://host/beta"`. https only, or http for localhost, `*.localhost`,
   * `127.0.0.0/8` and `[::1]`.
   */
  baseUrl?: string | undefined;
  /**
   * The `client-request-id` header, by which Microsoft's support finds a call: 1 to 128 visible ASCII characters.
   * Default: a fresh GUID for each call; `false` sends none.
   */
  clientRequestId?: string | false | undefined;
  /**
   * Ends the call: it rejects with `signal.reason` itself, at once, wherever it stands, and nothing is sent afterwards. Whether a request
   * that had left took effect is not known then.
   */
  signal?: HostSignal | null | undefined;
}

/** When to try again; see {@link CallOptions.retry}. */
export interface RetryOptions {
  /** Attempts in all, the first included. Default 4. The second try after a 401 does not count. */
  maxAttempts?: number | undefined;
  /** The longest single wait, in milliseconds. Default 30,000. When Graph asks for a longer one the call fails at once and says so. */
  maxDelayMs?: number | undefined;
}

/** Options of every call that is sent. */
export interface CallOptions extends RequestOptions {
  /** Attempts, waits and bodies together, in milliseconds; asking for tokens is outside. Default 60,000; `Infinity` is no limit. */
  timeoutMs?: number | undefined;
  /** One attempt, in milliseconds. Default 10,000. */
  attemptTimeoutMs?: number | undefined;
  /** Each ask of the token source, in milliseconds, outside `timeoutMs`: a person may be signing in. Default 300,000. */
  tokenTimeoutMs?: number | undefined;
  /**
   * Whether to try again after 429, 500, 502, 503, 504, 509, a network fault, an attempt that took too long, and Azure AD B2C's codes for
   * throttling and for writes that overlap. It is sound because the request assigns one absolute value. `Retry-After` is obeyed to the
   * millisecond; without it the wait is 500 ms, doubling, drawn from its upper half. Default: 4 attempts. `false` tries once.
   *
   * @see {@link https://learn.microsoft.com/graph/throttling}
   */
  retry?: false | RetryOptions | undefined;
  /**
   * Called as `fetch(url, init)` instead of `globalThis.fetch`, which is looked up at each call. Its `init` holds the token.
   */
  fetch?: ((url: string, init: PatchInit) => Promise<HostResponse>) | undefined;
  /** Called after each attempt; what it throws never changes the call. */
  onAttempt?: ((attempt: AttemptEvent) => void) | undefined;
}

/** Options of {@link patchKeyStatus}. */
export interface PatchOptions extends CallOptions {
  /**
   * Read the key set directly before each attempt, and refuse to disable its last usable key: one that is enabled and between its `nbf` and
   * `exp`. Another key stands in when it is usable, serves the same `use`, and is not being disabled by this program, or was in the last 10
   * seconds. Whatever the call had to wait for, another token included, it reads again after that. Default `false`. Enabling a key always
   * passes, and so does disabling one that is surely not in use. Where the key's own status or bounds cannot be read and none stands in, it is
   * `guard-unavailable`. The time is that of Graph's answer; where that cannot be read, as in a page, it is the local clock, and then a key must
   * have begun 5 minutes ago and end 24 hours ahead to stand in: a clock that is further off is not covered. Nor are these: what the key signed stops validating once it is disabled, whether or
   * not it was the last; and two administrators can still race, since Graph knows no conditional write here. With `verify` the key set is
   * read once more afterwards, which tells.
   */
  guard?: boolean | undefined;
  /**
   * Read the key back until it shows the new status: after 0, 0.5, 1, 2 and 4 s. Default `false`. A read that fails is followed by the next
   * that is not too early for Graph, unless it was refused (401, 403) or no token was to be had. A PATCH that ended in a network fault, a
   * time-out or a 5xx is settled that way too, after the time that Graph asked for, if it did. Once Graph has accepted the change, the call rejects with `not-verified` or `no-usable-key`
   * and nothing else, with the `receipt`; an abort is then the `cause`.
   */
  verify?: boolean | undefined;
}

/**
 * A key as Graph shows it: its public members and no other, whatever Graph sends. Members that this version does not know are there too.
 *
 * @see {@link https://learn.microsoft.com/graph/api/resources/trustframeworkkey-v2?view=graph-rest-beta}
 */
export interface Key {
  /** The key's id within its set. */
  kid: string;
  /** `"RSA"` or `"oct"`, in any case. */
  kty?: string;
  /** `"sig"` or `"enc"`. */
  use?: string;
  /** `"enabled"`, `"disabled"`, or what Graph may add; absent where Graph shows none. */
  status?: string;
  /** When the key takes part first, in seconds since 1970; always, where absent. */
  nbf?: number;
  /** As of when it takes no part any more, in seconds since 1970; never, where absent. */
  exp?: number;
  /** The bounds that Graph sent as something that is no number; they are left out. Such a key is not taken for usable. */
  unreadable?: ("nbf" | "exp")[];
  [member: string]: unknown;
}

/** A key set and its keys. */
export interface Keyset {
  /** The key set's id, prefix included: `"B2C_1A_TokenSigningKeyContainer"`. */
  id: string;
  /** Its keys, in Graph's order. */
  keys: Key[];
}

/** One change of {@link patchKeyStatuses}. A result of an earlier run is one too: what it has beyond these members is not looked at. */
export interface KeyChange {
  /** The key set's id exactly as Graph lists it. */
  keysetId: string;
  /** The key's `kid` exactly as Graph lists it. */
  keyId: string;
  /** The status to set. */
  status: KeyStatus;
}

/** Options of {@link patchKeyStatuses}. `timeoutMs`, `retry` (with `maxDelayMs` 900,000 by default) and `attempts` are of each change. */
export interface BulkOptions extends PatchOptions {
  /**
   * Called when Graph throttles the run: no change goes on for so many milliseconds. After that changes begin evenly spaced. What it throws
   * changes nothing.
   */
  onHold?: ((hold: { heldMs: number }) => void) | undefined;
  /** How many key sets are in flight, 1 to 64. Default 4. Changes to one key set always run one after another, in the given order. */
  concurrency?: number | undefined;
  /** Called after each change that was carried out, with a copy of its result; what it throws changes nothing. */
  onProgress?: ((progress: { done: number; total: number; last: ChangeResult }) => void) | undefined;
}

/**
 * What one change came to.
 *
 * `"applied"`: Graph accepted it (an `error` then tells what the read-back did not confirm). `"failed"`: the key was certainly not changed.
 * `"unknown"`: a request left and nothing settled what came of it; read the key, or make the change again. `"skipped"`: the run
 * was aborted or had stopped before anything was sent that could have changed the key.
 */
export type ChangeResult = KeyChange &
  (
    | {
        outcome: "applied";
        /** Of the change. */
        receipt: Receipt;
        /** Why it was not confirmed. */
        error?: KeyStatusError;
      }
    | {
        outcome: "failed";
        receipt?: undefined;
        /** Why the change did not come about. */
        error: KeyStatusError;
      }
    | {
        outcome: "unknown";
        receipt?: undefined;
        /** What happened last; absent after an abort. */
        error?: KeyStatusError;
      }
    | { outcome: "skipped"; receipt?: undefined; error?: undefined }
  );

/** What a run came to. */
export interface BulkReport {
  /** In the order of the changes, one for each. */
  results: ChangeResult[];
  /** How many changes Graph accepted. */
  applied: number;
  /** How many were certainly not made. */
  failed: number;
  /** How many left without a settled end. */
  unknown: number;
  /** Of how many nothing was sent that could have changed the key. */
  skipped: number;
  /** The signal had fired. */
  aborted: boolean;
  /** Why the run stopped and skipped the rest; absent where it did not. */
  stoppedBy?: KeyStatusError;
}

/** What one request came to. Never holds the token. A member without a value is absent. */
export interface AttemptEvent {
  /** What the request was for. */
  phase: "guard" | "patch" | "verify" | "read";
  /** Counts the requests of its phase, from 1. */
  attempt: number;
  /** The status of Graph's answer. */
  httpStatus?: number;
  /** What went wrong; absent when nothing did. */
  code?: KeyStatusErrorCode;
  /** Graph's `request-id`. */
  requestId?: string;
  /** The `client-request-id` that was sent. */
  clientRequestId?: string;
  /** How long the request took, in milliseconds. */
  elapsedMs: number;
  /** The wait that follows before the next attempt, in milliseconds; absent when none follows, or when another token is asked for first. */
  waitMs?: number;
}

/** Says that Graph accepted the change. */
export interface Receipt {
  /** The key set's id, as it was given. */
  keysetId: string;
  /** The key's `kid`, as it was given. */
  keyId: string;
  /** The status that was set. */
  status: KeyStatus;
  /** How many PATCH requests it took. */
  attempts: number;
  /** Whether the key was read back and showed the new status. */
  verified: boolean;
  /** Graph's `request-id`, where CORS shows it. */
  requestId?: string;
  /** The `client-request-id` that was sent. */
  clientRequestId?: string;
}

/**
 * Enables or disables one key of a key set: `PATCH /trustFramework/keySets/{keysetId}/keys_v2/{keyId}`.
 *
 * Resolves only when Graph accepted the change: with 204, or with a 200 whose body shows the new status. A redirect is never followed.
 *
 * @param keysetId The key set's id exactly as Graph lists it, prefix included: `"B2C_1A_TokenSigningKeyContainer"`.
 * @param keyId The key's `kid` exactly as Graph lists it.
 * @param status `"enabled"` or `"disabled"`.
 * @param token An access token with the permission `TrustFrameworkKeySet.ReadWrite.All`, or what gives one.
 * @param options Which cloud, and how to call it.
 * @throws {KeyStatusError} For everything that fails but an abort, which rejects with `signal.reason` (with `verify`, once the change is
 * accepted: with `not-verified`). Nothing is thrown synchronously.
 * @see {@link https://learn.microsoft.com/graph/api/trustframeworkkey_v2-update?view=graph-rest-beta}
 */
export function patchKeyStatus(
  keysetId: string,
  keyId: string,
  status: KeyStatus,
  token: TokenSource,
  options?: PatchOptions,
): Promise<Receipt>;

/**
 * Makes many changes: several key sets at a time, the changes to one key set one after another. Once Graph throttles one change, all wait
 * until that has passed and then begin evenly spaced; the wait counts in no `timeoutMs`. A 401, a 403, two failures of the token source in
 * a row, three final `network`, `timeout` or `unavailable` in a row, and a wait longer than `maxDelayMs` stop the run: the rest is
 * `"skipped"`, and `stoppedBy` says why. With `guard`, each change sees those before it.
 *
 * Resolves with the report, also after an abort: `signal` is the deadline of the run, which waits for as long as Graph asks
 * it to. Making a run again of the results that are not `"applied"` continues it.
 *
 * @param changes Checked whole before anything is sent. Changes that agree share one request; two that contradict each other are refused.
 * @throws {KeyStatusError} `invalid-argument` for a wrong change or option, `load`. Nothing was sent then.
 */
export function patchKeyStatuses(
  changes: Iterable<KeyChange>,
  token: TokenSource,
  options?: BulkOptions,
): Promise<BulkReport>;

/**
 * The same request as a `Request` that is not sent. It carries the token, in its `Authorization` header: do not log it.
 *
 * @throws {KeyStatusError} `invalid-argument` for what {@link patchKeyStatus} would refuse.
 */
export function buildPatchRequest(
  keysetId: string,
  keyId: string,
  status: KeyStatus,
  token: string,
  options?: RequestOptions,
): Promise<HostRequest>;

/**
 * Reads all key sets of the tenant, with their keys. Follows pages, at most 100 of them and 16 MiB in all, and only on the same origin and
 * under the same path. Never from an HTTP cache.
 *
 * @param token An access token with the permission `TrustFrameworkKeySet.Read.All`, or what gives one.
 * @throws {KeyStatusError} For everything that fails but an abort, which rejects with `signal.reason`.
 * @see {@link https://learn.microsoft.com/graph/api/trustframework-list-keysets?view=graph-rest-beta}
 */
export function listKeysets(token: TokenSource, options?: CallOptions): Promise<Keyset[]>;

/** Reads the keys of one key set: `GET …/keySets/{keysetId}/keys_v2`. Otherwise as {@link listKeysets}. */
export function listKeys(keysetId: string, token: TokenSource, options?: CallOptions): Promise<Key[]>;

/**
 * Reads one key. Graph wants the permission `TrustFrameworkKeySet.ReadWrite.All` even for reading it.
 *
 * @throws {KeyStatusError} `not-found` where there is no such key.
 * @see {@link https://learn.microsoft.com/graph/api/trustframeworkkey_v2-get?view=graph-rest-beta}
 */
export function getKey(keysetId: string, keyId: string, token: TokenSource, options?: CallOptions): Promise<Key>;

/**
 * Reads the key that is active in a key set: the one that signs, or encrypts, now. The permission `TrustFrameworkKeySet.Read.All` is
 * enough.
 *
 * @throws {KeyStatusError} `not-found` where no key is usable, or there is no such key set.
 * @see {@link https://learn.microsoft.com/graph/api/trustframeworkkeyset-getactivekey?view=graph-rest-beta}
 */
export function getActiveKey(keysetId: string, token: TokenSource, options?: CallOptions): Promise<Key>;

/** What follows from a key set's keys and the time; see {@link outlook}. Times are in seconds since 1970, keys are named by their `kid`. */
export interface Outlook {
  /**
   * `"unusable"`: no key is usable now, so every sign-in that needs the set fails. `"runs-out"`: a key is usable now, and at `runsOutAt` none
   * is. `"lasting"`: from now on there is always a usable key. `"unknown"`: it cannot be told, because the set shows keys of both uses, `sig`
   * and `enc`, or because no key is surely usable and one within its bounds has a status or a bound that cannot be read.
   */
  state: "unusable" | "runs-out" | "lasting" | "unknown";
  /** The key that Azure AD B2C uses now: of the usable ones that with the latest `nbf`. Absent where none is usable. */
  active?: string;
  /** The keys that are usable now: enabled, and between `nbf` and `exp`. In the order of the set. */
  usable: string[];
  /** When another key becomes active, strictly after now and in order. Without `active`, none is usable from then on. */
  changes: { at: number; active?: string }[];
  /** The first moment without a usable key, gaps between two keys included. Absent where a key is always usable, or none is now. */
  runsOutAt?: number;
  /** The keys that are enabled and have expired. */
  stale: string[];
}

/**
 * Tells what follows from a key set's keys and the time, by Microsoft's rule: which key is active, when that changes, and when none is usable.
 * Sends nothing. What holds is what the keys show now; a key that is enabled or disabled later changes it.
 *
 * @param keyset A key set as {@link listKeysets} gives it, or as Graph sends it.
 * @param options `now` is the time to look from, in seconds since 1970. Default: the host's clock.
 * @throws {KeyStatusError} `invalid-argument` where the key set or the time is none, `load`.
 * @see {@link https://learn.microsoft.com/azure/active-directory-b2c/policy-keys-overview}
 */
export function outlook(keyset: Keyset, options?: { now?: number | undefined }): Promise<Outlook>;

/**
 * Loads and compiles the WebAssembly module ahead of the first call. Never needed: every call does it.
 *
 * @throws {KeyStatusError} `load`; the next call tries again.
 */
export function ready(): Promise<void>;

/** What kind of failure it was. Later versions may add codes: keep a default branch. */
export type KeyStatusErrorCode =
  /** A caller's mistake, which `argument` names. Nothing was sent. */
  | "invalid-argument"
  /** The token source threw, or gave nothing usable; its error is the `cause`. */
  | "token"
  /** 401: Graph did not accept the token. */
  | "unauthorized"
  /** 403: the permission or the role is missing. */
  | "forbidden"
  /** No such key set or key in the token's tenant: 404, AADB2C90073, or the guard did not find it and nothing was sent. */
  | "not-found"
  /** Any other 4xx. */
  | "rejected"
  /** 429, or Azure AD B2C's own throttle code. */
  | "throttled"
  /** 5xx. */
  | "unavailable"
  /** `fetch` rejected, or the connection broke off within a 200; the host's error is the `cause`. */
  | "network"
  /** `timeoutMs`, `tokenTimeoutMs` or the last `attemptTimeoutMs` ran out. */
  | "timeout"
  /** The answer was a redirect, which is never followed. */
  | "redirected"
  /** A 2xx that is not success, or something that is no Response. */
  | "unexpected-response"
  /**
   * The guard read the key set and refused to disable its last usable key. `retryable` is true where another call of this program is
   * disabling the key that would stand in.
   */
  | "last-usable-key"
  /** The guard could not read the key set, which is the `cause`; or the status or a bound of the key, and no other stands in. */
  | "guard-unavailable"
  /** The change was made, and read back afterwards no key of the set is usable. */
  | "no-usable-key"
  /** Graph accepted the change, but reading it back did not confirm it; what ended the reading is the `cause`. */
  | "not-verified"
  /** The WebAssembly module could not be started; the next call tries again. */
  | "load"
  /** A bug in this package. */
  | "internal";

/** Everything that fails rejects with it. No member ever holds the token. A member without a value is absent. */
export class KeyStatusError extends Error {
  /** For an app's own tests. `retryable` is false unless it is given. */
  constructor(fields: KeyStatusErrorFields);
  /** `"KeyStatusError"`. */
  readonly name: "KeyStatusError";
  /** What kind of failure it was: what to switch on. */
  readonly code: KeyStatusErrorCode;
  /** One sentence: what failed, why, what to do. */
  readonly message: string;
  /** The status of Graph's answer. */
  readonly httpStatus?: number;
  /** The most telling `code` of Graph's error body, such as `AADB2C95059`. */
  readonly graphCode?: string;
  /** The `message` of Graph's error body. */
  readonly graphMessage?: string;
  /** Graph's `request-id`, from the header or the error body. */
  readonly requestId?: string;
  /** The `client-request-id` that was sent. */
  readonly clientRequestId?: string;
  /** The `correlationId` of Graph's error body, which Microsoft's support may ask for. */
  readonly correlationId?: string;
  /** The key set that the call named. */
  readonly keysetId?: string;
  /** The key that the call named. */
  readonly keyId?: string;
  /** When Graph answered, ISO 8601 in UTC. */
  readonly date?: string;
  /** How many PATCH requests were sent; of a call that reads, how many requests. */
  readonly attempts?: number;
  /** How long to wait before trying again, in milliseconds, where Graph said so, or where the wait would have passed a limit. */
  readonly retryAfterMs?: number;
  /** The claims that Graph demands of the next token, as JSON. */
  readonly claims?: string;
  /** Whether the same call may succeed later. Sending it again is always safe: it sets one absolute value. */
  readonly retryable: boolean;
  /** `true` when Graph accepted the change, `false` when the key was certainly not changed; `undefined` when that is not known. */
  readonly applied?: boolean;
  /** `applied` as a word: `"applied"` for true, `"failed"` for false, `"unknown"` where it is not known. */
  readonly outcome: "applied" | "failed" | "unknown";
  /** Of a change that was accepted. */
  readonly receipt?: Receipt;
  /** The argument or option that was wrong. */
  readonly argument?: string;
  /** The host's own error, unless it held the token: then a plain Error without it. */
  readonly cause?: unknown;
  /** All members but `stack`, with `cause` as plain data: `name`, `message`, `code`, `httpStatus`, `requestId`, and the `cause` of it. */
  toJSON(): Record<string, unknown>;
}

/** What a {@link KeyStatusError} is made of. */
export type KeyStatusErrorFields = { code: KeyStatusErrorCode; message: string; cause?: unknown } & {
  readonly [Name in
    | "retryable"
    | "httpStatus"
    | "graphCode"
    | "graphMessage"
    | "requestId"
    | "clientRequestId"
    | "correlationId"
    | "keysetId"
    | "keyId"
    | "date"
    | "attempts"
    | "retryAfterMs"
    | "claims"
    | "applied"
    | "outcome"
    | "receipt"
    | "argument"]?: KeyStatusError[Name] | undefined;
};

/** Whether a value is a {@link KeyStatusError}, of this realm and copy of the package or of another. */
export function isKeyStatusError(value: unknown): value is KeyStatusError;

// Without it a declaration file exports all that it declares.
// biome-ignore lint/complexity/noUselessEmptyExport: see above.
export {};
