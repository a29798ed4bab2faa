// The deployments that a person can choose from, and where people sign in for each. The page's policy lists the same hosts.

import type { Cloud } from "trustframework-keys";

export const CLOUDS: Record<Cloud, { words: string; graph: string; login: string }> = {
  global: { words: "Global", graph: "graph.microsoft.com", login: "https://login.microsoftonline.com" },
  usGov: { words: "US Government L4", graph: "graph.microsoft.us", login: "https://login.microsoftonline.us" },
  usGovDod: {
    words: "US Government L5, DoD",
    graph: "dod-graph.microsoft.us",
    login: "https://login.microsoftonline.us",
  },
  china: {
    words: "China, 21Vianet",
    graph: "microsoftgraph.chinacloudapi.cn",
    login: "https://login.partner.microsoftonline.cn",
  },
};

/** A tenant's name or id, as a path segment that cannot be anything else. */
export const TENANT = /^[A-Za-z0-9][A-Za-z0-9.-]*$/;
export const CLIENT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The one scope that there is to ask for: all that was granted to the application. */
export const scopeOf = (cloud: Cloud) => `https://${CLOUDS[cloud].graph}/.default`;
