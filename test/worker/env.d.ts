declare namespace Cloudflare {
  interface Env {
    /** Of each database, read by vitest.config.ts. */
    TEST_SEED: string | null;
    TEST_MIGRATIONS: { binding: string; migrations: import("cloudflare:test").D1Migration[] }[];
  }
}
