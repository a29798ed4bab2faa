// The document that the Worker serves, held to what the Worker did in this suite. Runs last but one: it looks at every answer before it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import Ajv from "ajv/dist/2020.js";

const METHODS = ["get", "post", "delete", "put", "patch"];

export const openapi = {
  checks: ({ ask, seen }) => {
    const document = async () => (await ask("GET", "/openapi.json", { caller: null })).body;
    const operations = ({ paths }) =>
      Object.entries(paths).flatMap(([template, item]) =>
        METHODS.filter((method) => method in item).map((method) => [template, method, item[method]]),
      );
    const pattern = (template) =>
      new RegExp(`^${template.replace(/[.]/g, "\\.").replace(/\{\w+\}/g, "[^/?]+")}(\\?.*)?$`);

    return {
      "every answer of this suite is one that the document describes": async () => {
        const openapi = await document();
        const ajv = new Ajv({ strict: false, validateFormats: false });
        ajv.addSchema({ $id: "doc", ...openapi });
        const pointer = (...parts) =>
          `doc#/${parts.map((part) => encodeURIComponent(part.replace(/~/g, "~0").replace(/\//g, "~1"))).join("/")}`;
        let held = 0;
        for (const { method, path, status, body } of seen) {
          const found = operations(openapi).find(
            ([template, verb]) => verb === method.toLowerCase() && pattern(template).test(path),
          );
          if (found === undefined) {
            const itself = path === "/openapi.json" && status === 200;
            assert.ok(itself || [404, 405, 400, 401, 403, 503].includes(status), `${method} ${path}: ${status}`);
            continue;
          }
          const [template, verb, { responses }] = found;
          const response = responses[status];
          assert.ok(response, `${method} ${template} does not tell of ${status} (${body.code})`);
          const [type] = Object.keys(response.content);
          const validate = ajv.compile({
            $ref: pointer("paths", template, verb, "responses", String(status), "content", type, "schema"),
          });
          assert.ok(
            validate(body),
            `${method} ${template} ${status}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(body).slice(0, 300)}`,
          );
          held += 1;
        }
        assert.ok(held > 200, `only ${held} answers were held to it`);
      },

      "every operation of the document was seen to succeed, and every route is in it": async () => {
        const openapi = await document();
        for (const [template, verb] of operations(openapi)) {
          const good = seen.some(
            ({ method, path, status }) => method.toLowerCase() === verb && status < 300 && pattern(template).test(path),
          );
          assert.ok(good, `${verb} ${template}`);
        }
        // The document is made of the routes; that it has them all is known by those there must be.
        assert.deepEqual(
          operations(openapi)
            .map(([path, method]) => `${method} ${path}`)
            .sort(),
          [
            "delete /tenants/{tenant}/runs/{runId}",
            "get /health",
            "get /ready",
            "get /tenants/{tenant}/audit",
            "get /tenants/{tenant}/audit/export",
            "get /tenants/{tenant}/audit/verification",
            "get /tenants/{tenant}/keysets",
            "get /tenants/{tenant}/keysets/{keysetId}",
            "get /tenants/{tenant}/notices",
            "get /tenants/{tenant}/runs",
            "get /tenants/{tenant}/runs/{runId}",
            "get /tenants/{tenant}/watch",
            "post /tenants/{tenant}/keysets/{keysetId}/keys/{keyId}/status",
            "post /tenants/{tenant}/runs",
            "post /tenants/{tenant}/runs/{runId}/pause",
            "post /tenants/{tenant}/runs/{runId}/release",
            "post /tenants/{tenant}/runs/{runId}/reschedule",
            "post /tenants/{tenant}/runs/{runId}/resume",
            "post /tenants/{tenant}/runs/{runId}/retry",
          ],
        );
      },

      "it says which pages may read, and which may write": async () => {
        const { description } = (await document()).info;
        assert.match(description, /READING_ORIGINS may send GET/);
        assert.match(description, /ALLOWED_ORIGINS may call every route/);
      },

      "it has the Worker's own version": async () => {
        const { version } = JSON.parse(
          await readFile(new URL("../../../worker/package.json", import.meta.url), "utf8"),
        );
        assert.equal((await document()).info.version, version);
      },

      "bodies that the document refuses are refused, and those it allows are not": async () => {
        const openapi = await document();
        const { schema } = openapi.paths["/tenants/{tenant}/runs"].post.requestBody.content["application/json"];
        const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
        const change = { keysetId: "a", keyId: "b", status: "disabled" };
        const good = { changes: [change], reason: "x" };
        const bodies = [
          good,
          { ...good, guard: false, verify: true, concurrency: 16 },
          { ...good, at: "2001-01-01T00:00:00Z" },
          { ...good, concurrency: 0 },
          { ...good, reason: "" },
          { ...good, more: 1 },
          { changes: [{ ...change, more: 1 }], reason: "x" },
          { reason: "x" },
          { ...good, guard: 1 },
          { ...good, onFailure: "continue", notify: true },
          { ...good, onFailure: "ask" },
          { ...good, notAfter: "tomorrow" },
        ];
        for (const body of bodies) {
          // A time that has passed is more than a schema can say.
          const allowed = validate(body) && body.at === undefined && body.notAfter === undefined;
          if (allowed)
            assert.equal((await ask("POST", "/tenants/contoso/runs", { body })).status, 202, JSON.stringify(body));
          else assert.equal((await ask("POST", "/tenants/contoso/runs", { body })).status, 400, JSON.stringify(body));
        }
      },
    };
  },
};
