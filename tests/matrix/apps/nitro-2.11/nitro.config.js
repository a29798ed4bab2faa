// Nitro 2 takes no .wasm of any package without this.
export default { preset: "cloudflare_module", compatibilityDate: "2025-09-01", experimental: { wasm: true } };
