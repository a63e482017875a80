declare namespace Cloudflare {
  interface Env {
    /** The files of migrations/, read by vitest.config.ts. */
    TEST_SEED: string | null;
    TEST_MIGRATIONS: import("cloudflare:test").D1Migration[];
  }
}
