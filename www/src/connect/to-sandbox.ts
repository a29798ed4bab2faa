// The sandbox's module is loaded only for who opens the sandbox.

export const toSandbox = async () => (await import("./sandbox")).connectSandbox();
