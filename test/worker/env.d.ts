declare namespace Cloudflare {
  interface Env {
    /** Of each database, read by vitest.config.ts. */
    TEST_SEED: string | null;
    /** Of the tests with made-up input. */
    TEST_FUZZ_SECONDS: string | null;
    /** By which the stand-ins of providers sign (test/support/identity-provider.ts). */
    TEST_SIGNING_KEY: JsonWebKey & { kid: string };
    TEST_MIGRATIONS: { binding: string; migrations: import("cloudflare:test").D1Migration[] }[];
  }
}
