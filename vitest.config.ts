import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { fileURLToPath } from "node:url";
import { defineConfig, type TestProjectConfiguration } from "vitest/config";
import { APART } from "./test/support/apart.ts";
import { cheapPasswords } from "./test/support/cheap-passwords.ts";
import { SIGN_IN, SIGNING_KEY } from "./test/support/identity-provider.ts";
import { outsideWithPushService } from "./test/support/push-service.ts";
import { DATABASES } from "./tools/databases.ts";
import { newPushKey, pushKeysWith } from "./tools/push-keys.ts";
import { svelteModules } from "./test/support/svelte-modules.ts";
import WaitingFirst from "./test/support/waiting-first.ts";
import { texts } from "./web/texts.ts";

/**
 * `worker` runs inside workerd with real Durable Objects and a real D1, which its files share; in `worker-apart` each file has its own
 * (test/support/apart.ts says which, and why); `node` runs what needs no platform; `render` draws components without a browser; `faults`
 * starts, kills and starts the whole server.
 */
// A test that passes at its second try is listed by its reporter ("retry x1"), and is a race to be found. On a machine that others load
// too it does not hold up what all the others say.
const retry = process.env["CI"] ? 1 : 0;
/** And what is waited for is waited for there, too. */
const PATIENCE = "./test/support/patience.ts";
const expect = { poll: { timeout: 15_000 } };

export default defineConfig({
  test: {
    maxWorkers: 3,
    sequence: { sequencer: WaitingFirst },
    projects: [
      inWorkerd("worker", { include: ["test/worker/**/*.test.ts"], exclude: APART }, false),
      inWorkerd("worker-apart", { include: APART }, true),
      {
        plugins: [texts(), svelteModules()],
        test: {
          name: "node",
          environment: "node",
          include: ["test/{client,protocol,tools,web}/**/*.test.ts"],
          exclude: ["test/web/render/**"],
          setupFiles: [PATIENCE],
          expect,
          // Nothing here takes a second; a loaded machine can.
          testTimeout: 30_000,
          hookTimeout: 30_000,
          retry,
        },
      },
      {
        plugins: [texts(), svelte({ configFile: false })],
        resolve: { conditions: ["browser"] },
        test: {
          name: "render",
          environment: "happy-dom",
          include: ["test/web/render/**/*.test.ts"],
          setupFiles: [PATIENCE, "./test/web/render/support/closed-page.ts"],
          expect,
          alias: {
            "$app/navigation": fileURLToPath(new URL("test/support/navigation.ts", import.meta.url)),
            "$app/state": fileURLToPath(new URL("test/support/page-state.ts", import.meta.url)),
          },
          testTimeout: 30_000,
          hookTimeout: 30_000,
          retry,
        },
      },
      {
        test: {
          name: "faults",
          environment: "node",
          include: ["test/faults/**/*.test.ts"],
          setupFiles: [PATIENCE],
          expect,
          testTimeout: 180_000,
          hookTimeout: 60_000,
          retry,
        },
      },
    ],
  },
});

/** Tests in real workerd with real objects and databases, which are migrated once for all files, or for each file. */
function inWorkerd(
  name: string,
  files: { include: string[]; exclude?: string[] },
  isolate: boolean,
): TestProjectConfiguration {
  return {
    plugins: [
      cheapPasswords(),
      cloudflareTest(async () => ({
        wrangler: { configPath: "./wrangler.toml" },
        miniflare: {
          bindings: {
            TEST_MIGRATIONS: await Promise.all(
              DATABASES.map(async ({ binding, migrations }) => ({
                binding,
                migrations: await readD1Migrations(`./${migrations}`),
              })),
            ),
            TEST_SEED: process.env["PLACE_SEED"] ?? null,
            TEST_FUZZ_SECONDS: process.env["PLACE_FUZZ_SECONDS"] ?? null,
            // The subscriber stands beside the tests (test/support/subscriber.ts).
            PLACE_ALLOW_LOOPBACK: "1",
            PLACE_SIGN_IN: SIGN_IN,
            TEST_SIGNING_KEY: SIGNING_KEY as Record<string, string>,
            PLACE_PUSH_KEYS: pushKeysWith(newPushKey()),
          },
          outboundService: outsideWithPushService,
        },
      })),
    ],
    test: {
      name,
      ...files,
      isolate,
      globalSetup: ["./test/support/subscriber.ts"],
      setupFiles: [PATIENCE, "./test/support/apply-migrations.ts", "./test/worker/support/answer-check.ts"],
      expect,
      testTimeout: 20_000,
      hookTimeout: 30_000,
      retry,
    },
  };
}
