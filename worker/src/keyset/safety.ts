// The one place where the package is told to guard and to verify.

export const safety = (_: { guard: boolean; verify: boolean }): object => ({});
