// Stands in for Entra's token endpoint and for Cloudflare Access, on loopback. Written with node:crypto alone, so that no mistake of the
// Worker's libraries is repeated here.

import { constants, createHash, generateKeyPairSync, randomBytes, sign, verify, X509Certificate } from "node:crypto";
import { createServer } from "node:http";
import { generate } from "selfsigned";

const b64 = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const rsa = () => generateKeyPairSync("rsa", { modulusLength: 2048 });

/** A certificate that is valid for so many days. */
export const certificateFor = (days) => {
  const notAfterDate = new Date(Date.now() + days * 86_400_000);
  const notBeforeDate = new Date(Math.min(Date.now(), notAfterDate.getTime()) - 86_400_000);
  return generate([{ name: "commonName", value: "trustframework-keys" }], {
    keySize: 2048,
    notBeforeDate,
    notAfterDate,
  });
};

export async function startIdentity() {
  const client = rsa();
  // Entra knows a certificate by its thumbprint; whose key is in it nobody here reads.
  const certificate = new X509Certificate((await certificateFor(365)).cert).raw;
  const thumbprint = createHash("sha256").update(certificate).digest("base64url");
  const secret = `secret-${randomBytes(24).toString("base64url")}`;

  const state = {
    accessKeys: [],
    jwks: "ok",
    issued: [],
    asked: [],
    refusals: [],
    expiresIn: 3600,
    /** Tenants whose sign-in is out of order. */
    down: new Set(),
  };
  let rotations = 0;
  const rotate = () => {
    rotations += 1;
    state.accessKeys = [...state.accessKeys.slice(-1), { kid: `access-${rotations}`, ...rsa() }];
  };
  rotate();

  const jwks = () => ({
    keys: state.accessKeys.map(({ kid, publicKey }) => ({
      ...publicKey.export({ format: "jwk" }),
      kid,
      alg: "RS256",
      use: "sig",
    })),
  });

  function token(path, form) {
    if (state.down.has(path.split("/")[1])) return { status: 503, raw: "out of order" };
    state.asked.push({ path, form: Object.fromEntries(form) });
    const refusal = state.refusals.shift();
    if (refusal !== undefined) return refusal;
    const wrong = wrongWith(path, form);
    if (wrong !== undefined)
      return { status: 401, body: { error: "invalid_client", error_description: `AADSTS700027: ${wrong}` } };
    const value = `graph-${path.split("/")[1].slice(0, 8)}-${state.issued.length + 1}-${randomBytes(12).toString("hex")}`;
    state.issued.push(value);
    return { status: 200, body: { token_type: "Bearer", access_token: value, expires_in: state.expiresIn } };
  }

  function wrongWith(path, form) {
    if (form.get("grant_type") !== "client_credentials") return "grant_type";
    if (form.get("scope") !== "https://graph.microsoft.com/.default") return "scope";
    if (form.has("client_secret"))
      return form.get("client_secret") === secret ? undefined : `secret ${form.get("client_secret")}`;
    if (form.get("client_assertion_type") !== "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
      return "client_assertion_type";
    const [head, payload, signature] = form.get("client_assertion").split(".");
    const header = JSON.parse(Buffer.from(head, "base64url"));
    const claims = JSON.parse(Buffer.from(payload, "base64url"));
    const now = Date.now() / 1000;
    if (header.alg !== "PS256" || header["x5t#S256"] !== thumbprint) return "header";
    if (
      claims.aud !== `${origin}${path}` ||
      claims.iss !== form.get("client_id") ||
      claims.sub !== claims.iss ||
      !claims.jti
    )
      return "claims";
    if (!(claims.exp > now && claims.exp < now + 900 && claims.nbf <= now + 5)) return "times";
    const options = { key: client.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    return verify("sha256", Buffer.from(`${head}.${payload}`), options, Buffer.from(signature, "base64url"))
      ? undefined
      : "signature";
  }

  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    let body = "";
    for await (const chunk of request) body += chunk;
    if (path === "/cdn-cgi/access/certs") {
      if (state.jwks === "down") return response.writeHead(503).end();
      if (state.jwks === "cut") return request.socket.destroy();
      if (state.jwks === "html") return response.writeHead(200, { "content-type": "text/html" }).end("<p>Sign in");
      return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(jwks()));
    }
    if (request.method === "POST" && /^\/[0-9a-f-]{36}\/oauth2\/v2\.0\/token$/.test(path)) {
      const { status, body: answer, raw } = token(path, new URLSearchParams(body));
      return response.writeHead(status, { "content-type": "application/json" }).end(raw ?? JSON.stringify(answer));
    }
    return response.writeHead(404).end();
  });
  // Node closes a connection that was idle for five seconds, perhaps just when a client uses it again.
  server.keepAliveTimeout = 0;
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const origin = `http://127.0.0.1:${server.address().port}`;

  return {
    origin,
    state,
    rotate,
    secret,
    secrets: {
      GRAPH_PRIVATE_KEY: client.privateKey.export({ type: "pkcs8", format: "pem" }),
      GRAPH_CERTIFICATE: pem(certificate),
    },
    /** An assertion as Access makes it, or with what is wrong about it. */
    assertion: (claims = {}, { header = {}, key } = {}) => {
      const latest = state.accessKeys.at(-1);
      const now = Math.floor(Date.now() / 1000);
      const usual = {
        iss: origin,
        aud: ["the-audience"],
        iat: now,
        nbf: now,
        exp: now + 600,
        sub: "u-1",
        email: "alice@example.com",
        type: "app",
      };
      const signed = `${b64({ alg: "RS256", kid: latest.kid, typ: "JWT", ...header })}.${b64({ ...usual, ...claims })}`;
      if (header.alg === "none") return `${signed}.`;
      return `${signed}.${sign("sha256", Buffer.from(signed), key ?? latest.privateKey).toString("base64url")}`;
    },
    foreignKey: rsa().privateKey,
    /** A certificate that ends within the week. */
    ending: (await certificateFor(6)).cert,
    /** What is left to make a secret of: everything that must never be seen. */
    confidential: () => [
      ...state.issued,
      secret,
      ...state.asked.map(({ form }) => form.client_assertion).filter(Boolean),
    ],
    stop: () => new Promise((closed) => (server.close(closed), server.closeAllConnections())),
  };
}

const pem = (der) =>
  `-----BEGIN CERTIFICATE-----\n${der.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
