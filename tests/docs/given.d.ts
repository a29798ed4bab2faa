// What a block of the documentation may take as given: what its reader has, and the calls of the block before.

declare const keysetId: string;
declare const kid: string;
declare const token: string;
declare const tenantId: string;
declare const clientId: string;
declare const credential: import("@azure/identity").TokenCredential;
declare const msal: import("@azure/msal-browser").IPublicClientApplication;
declare const patchKeyStatus: typeof import("trustframework-keys").patchKeyStatus;
declare const isKeyStatusError: typeof import("trustframework-keys").isKeyStatusError;
declare const Deno: { env: { get(name: string): string | undefined } };

declare module "npm:trustframework-keys" {
  export * from "trustframework-keys";
}
