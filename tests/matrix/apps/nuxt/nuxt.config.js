export default defineNuxtConfig({
  compatibilityDate: "2025-09-01",
  telemetry: false,
  nitro: { preset: "cloudflare_module", experimental: { wasm: true } },
});
