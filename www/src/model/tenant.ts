// What a tenant is called: on the page, in its URL, in what a person types to confirm. Pure.

/** `name` is a domain or an id, for people; `id` is Entra's, where it is known. */
export type Tenant = { name: string; id?: string };

/** No tenant can be called so, since a name has no space. */
export const SANDBOX: Tenant = { name: "the sandbox" };

/** A label comes from a URL: it is compared, and nothing else. */
export function isCalled({ name, id }: Tenant, label: string): boolean {
  const wanted = label.toLowerCase();
  return name.toLowerCase() === wanted || id?.toLowerCase() === wanted;
}

/** What has to be typed: short enough to type, long enough to be read. "contoso-prod" for contoso-prod.onmicrosoft.com. */
export function typedNameOf({ name }: Tenant): string {
  if (name === SANDBOX.name) return "sandbox";
  return /^([^.]+)\.(?:partner\.)?onmicrosoft\.[a-z]+$/i.exec(name)?.[1] ?? name;
}

/** A file name that any system takes. */
export const fileNameOf = ({ name }: Tenant) => name.replaceAll(/[^\w.-]+/g, "-");
