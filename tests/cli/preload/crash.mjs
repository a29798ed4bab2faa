// A bug somewhere else, which throws the token where nobody catches it.

const { fetch } = globalThis;
globalThis.fetch = (url, init) => {
  setImmediate(() => {
    throw new Error(`cannot log ${init.headers.authorization}`, { cause: new Error(init.headers.authorization) });
  });
  return fetch(url, init);
};
