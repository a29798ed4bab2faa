// jsdom has no fetch and no TextDecoder of its own, and Jest takes Node's away. Packages such as jest-fixed-jsdom give them back like this.

const { TestEnvironment } = require("jest-environment-jsdom");

module.exports = class extends TestEnvironment {
  constructor(...given) {
    super(...given);
    Object.assign(this.global, { fetch, Headers, Request, Response, TextDecoder, TextEncoder });
  }
};
