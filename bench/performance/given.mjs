// What every client is given in every host: the arguments of a call, and the answer of a stubbed `fetch`. Plain JavaScript, for Node, pages and
// Workers.

// As long as an access token of Entra ID is, 1.6 kB, and of the same form: a JWT, with claims of which most are long ids.
const coded = (text) => btoa(text).replace(/=+$/, "").replaceAll("+", "-").replaceAll("/", "_");
const claims = {
  aud: "https://graph.microsoft.com",
  iss: "https://sts.windows.net/6f1a2b3c-0000-4000-8000-000000000000/",
  tid: "6f1a2b3c-0000-4000-8000-000000000000",
  scp: "TrustFrameworkKeySet.ReadWrite.All",
  wids: Array.from({ length: 17 }, (_, number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`),
};
export const token = [
  coded(JSON.stringify({ typ: "JWT", alg: "RS256", kid: "k".repeat(27) })),
  coded(JSON.stringify(claims)),
  coded("signature".repeat(29)),
].join(".");

export const keyset = (number) => `B2C_1A_Bench${number}`;
// Of ten key sets in turn, each is changed to and fro.
export const status = (number) => (Math.floor(number / 10) % 2 === 0 ? "disabled" : "enabled");

// Graph's answer to a PATCH that it accepts, with the headers that a client may look at.
const HEADERS = {
  "request-id": "7e9a4c0e-5a36-4c1d-9c53-2f0c1b9e0d11",
  "client-request-id": "7e9a4c0e-5a36-4c1d-9c53-2f0c1b9e0d11",
  date: "Thu, 26 Nov 2026 09:30:00 GMT",
};
export const answer = () => new Response(null, { status: 204, headers: HEADERS });

// Answers every call at once, on this side of the network.
export function stub() {
  // Node loads what is behind Response when it is first used, which takes longer than any client and has nothing to do with them.
  answer();
  globalThis.fetch = async () => answer();
}
