export type KeyStatus = "enabled" | "disabled";
export type Cloud = "global" | "usGov" | "usGovDod" | "china";
type HostRequest = typeof globalThis extends {
    Request: {
        prototype: infer T;
    };
} ? T : object;
type HostResponse = typeof globalThis extends {
    Response: {
        prototype: infer T;
    };
} ? T : object;
type HostSignal = HostRequest extends {
    readonly signal: infer T;
} ? T : object;
export interface TokenRequest {
    scopes: string[];
    claims?: string;
    forceRefresh: boolean;
    signal: HostSignal;
}
export type TokenSource = string | ((request: TokenRequest) => string | Promise<string>) | {
    getToken(scopes: string | string[], options?: {
        claims?: string;
        enableCae?: boolean;
        abortSignal?: HostSignal;
    }): Promise<{
        token: string;
    } | null>;
};
export interface PatchInit {
    method: string;
    headers: Record<string, string>;
    body?: string;
    redirect: "manual";
    cache?: "no-store";
    signal: HostSignal;
}
export interface RequestOptions {
    cloud?: Cloud | undefined;
    baseUrl?: string | undefined;
    clientRequestId?: string | false | undefined;
    signal?: HostSignal | null | undefined;
}
export interface RetryOptions {
    maxAttempts?: number | undefined;
    maxDelayMs?: number | undefined;
}
export interface CallOptions extends RequestOptions {
    timeoutMs?: number | undefined;
    attemptTimeoutMs?: number | undefined;
    tokenTimeoutMs?: number | undefined;
    retry?: false | RetryOptions | undefined;
    fetch?: ((url: string, init: PatchInit) => Promise<HostResponse>) | undefined;
    onAttempt?: ((attempt: AttemptEvent) => void) | undefined;
}
export interface PatchOptions extends CallOptions {
    guard?: boolean | undefined;
    verify?: boolean | undefined;
}
export interface Key {
    kid: string;
    kty?: string;
    use?: string;
    status?: string;
    nbf?: number;
    exp?: number;
    unreadable?: ("nbf" | "exp")[];
    [member: string]: unknown;
}
export interface Keyset {
    id: string;
    keys: Key[];
}
export interface KeyChange {
    keysetId: string;
    keyId: string;
    status: KeyStatus;
}
export interface BulkOptions extends PatchOptions {
    onHold?: ((hold: {
        heldMs: number;
    }) => void) | undefined;
    concurrency?: number | undefined;
    onProgress?: ((progress: {
        done: number;
        total: number;
        last: ChangeResult;
    }) => void) | undefined;
}
export type ChangeResult = KeyChange & ({
    outcome: "applied";
    receipt: Receipt;
    error?: KeyStatusError;
} | {
    outcome: "failed";
    receipt?: undefined;
    error: KeyStatusError;
} | {
    outcome: "unknown";
    receipt?: undefined;
    error?: KeyStatusError;
} | {
    outcome: "skipped";
    receipt?: undefined;
    error?: undefined;
});
export interface BulkReport {
    results: ChangeResult[];
    applied: number;
    failed: number;
    unknown: number;
    skipped: number;
    aborted: boolean;
    stoppedBy?: KeyStatusError;
}
export interface AttemptEvent {
    phase: "guard" | "patch" | "verify" | "read";
    attempt: number;
    httpStatus?: number;
    code?: KeyStatusErrorCode;
    requestId?: string;
    clientRequestId?: string;
    elapsedMs: number;
    waitMs?: number;
}
export interface Receipt {
    keysetId: string;
    keyId: string;
    status: KeyStatus;
    attempts: number;
    verified: boolean;
    requestId?: string;
    clientRequestId?: string;
}
export function patchKeyStatus(keysetId: string, keyId: string, status: KeyStatus, token: TokenSource, options?: PatchOptions): Promise<Receipt>;
export function patchKeyStatuses(changes: Iterable<KeyChange>, token: TokenSource, options?: BulkOptions): Promise<BulkReport>;
export function buildPatchRequest(keysetId: string, keyId: string, status: KeyStatus, token: string, options?: RequestOptions): Promise<HostRequest>;
export function listKeysets(token: TokenSource, options?: CallOptions): Promise<Keyset[]>;
export function listKeys(keysetId: string, token: TokenSource, options?: CallOptions): Promise<Key[]>;
export function getKey(keysetId: string, keyId: string, token: TokenSource, options?: CallOptions): Promise<Key>;
export function getActiveKey(keysetId: string, token: TokenSource, options?: CallOptions): Promise<Key>;
export interface Outlook {
    state: "unusable" | "runs-out" | "lasting" | "unknown";
    active?: string;
    usable: string[];
    changes: {
        at: number;
        active?: string;
    }[];
    runsOutAt?: number;
    stale: string[];
}
export function outlook(keyset: Keyset, options?: {
    now?: number | undefined;
}): Promise<Outlook>;
export function ready(): Promise<void>;
export type KeyStatusErrorCode = "invalid-argument" | "token" | "unauthorized" | "forbidden" | "not-found" | "rejected" | "throttled" | "unavailable" | "network" | "timeout" | "redirected" | "unexpected-response" | "last-usable-key" | "guard-unavailable" | "no-usable-key" | "not-verified" | "load" | "internal";
export class KeyStatusError extends Error {
    constructor(fields: KeyStatusErrorFields);
    readonly name: "KeyStatusError";
    readonly code: KeyStatusErrorCode;
    readonly message: string;
    readonly httpStatus?: number;
    readonly graphCode?: string;
    readonly graphMessage?: string;
    readonly requestId?: string;
    readonly clientRequestId?: string;
    readonly correlationId?: string;
    readonly keysetId?: string;
    readonly keyId?: string;
    readonly date?: string;
    readonly attempts?: number;
    readonly retryAfterMs?: number;
    readonly claims?: string;
    readonly retryable: boolean;
    readonly applied?: boolean;
    readonly outcome: "applied" | "failed" | "unknown";
    readonly receipt?: Receipt;
    readonly argument?: string;
    readonly cause?: unknown;
    toJSON(): Record<string, unknown>;
}
export type KeyStatusErrorFields = {
    code: KeyStatusErrorCode;
    message: string;
    cause?: unknown;
} & {
    readonly [Name in "retryable" | "httpStatus" | "graphCode" | "graphMessage" | "requestId" | "clientRequestId" | "correlationId" | "keysetId" | "keyId" | "date" | "attempts" | "retryAfterMs" | "claims" | "applied" | "outcome" | "receipt" | "argument"]?: KeyStatusError[Name] | undefined;
};
export function isKeyStatusError(value: unknown): value is KeyStatusError;
export {};
