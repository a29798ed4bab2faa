// Who may do what. Pure: grants in, a yes or no out.

/** Each includes the ones before it. */
export const ROLES = ["read", "switch", "override"] as const;
export type Role = (typeof ROLES)[number];

/** By tenant; `*` is every tenant that is not named. */
export type Grants = Record<string, Role>;

export const isRole = (value: unknown): value is Role => ROLES.includes(value as Role);

export function mayDo(grants: Grants, tenant: string, wanted: Role): boolean {
  const role = Object.hasOwn(grants, tenant) ? grants[tenant] : Object.hasOwn(grants, "*") ? grants["*"] : undefined;
  return role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(wanted);
}

/** Whether somebody else has to release it: what leaves the guard out, and what is large. */
export const needsRelease = (
  release: { above: number } | undefined,
  { guard, total }: { guard: boolean; total: number },
): boolean => release !== undefined && (!guard || total > release.above);

/** What a change needs: leaving the guard out can lock a tenant out. */
export const roleFor = (change: { guard: boolean }): Role => (change.guard ? "switch" : "override");
