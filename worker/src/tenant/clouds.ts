// Where the clouds sign in and what their Graph is called. https://learn.microsoft.com/graph/deployments

import type { Cloud, TenantConfig } from "../config/tenants.ts";

const AUTHORITY: Record<Cloud, string> = {
  global: "https://login.microsoftonline.com",
  usGov: "https://login.microsoftonline.us",
  usGovDod: "https://login.microsoftonline.us",
  china: "https://login.chinacloudapi.cn",
};

const SCOPE: Record<Cloud, string> = {
  global: "https://graph.microsoft.com/.default",
  usGov: "https://graph.microsoft.us/.default",
  usGovDod: "https://dod-graph.microsoft.us/.default",
  china: "https://microsoftgraph.chinacloudapi.cn/.default",
};

export const scopeOf = ({ cloud }: TenantConfig): string => SCOPE[cloud];

export const authorityOf = ({ cloud, authority, tenantId }: TenantConfig): string =>
  `${(authority ?? AUTHORITY[cloud]).replace(/\/$/, "")}/${tenantId}`;
