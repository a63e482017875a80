import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { texts } from "./web/texts.ts";

/**
 * `worker` runs inside workerd with real Durable Objects and a real D1, migrated before each file (storage is kept apart per
 * file, not per test); `node` runs what needs no platform; `faults` starts, kills and starts the whole server.
 */
export default defineConfig(async () => ({
  test: {
    maxWorkers: 3,
    projects: [
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: {
                TEST_MIGRATIONS: await readD1Migrations("./migrations"),
                TEST_SEED: process.env["PLACE_SEED"] ?? null,
              },
            },
          }),
        ],
        test: {
          name: "worker",
          include: ["test/worker/**/*.test.ts"],
          setupFiles: ["./test/support/apply-migrations.ts"],
          testTimeout: 20_000,
        },
      },
      {
        plugins: [texts()],
        test: {
          name: "node",
          environment: "node",
          include: ["test/{client,protocol,tools,web}/**/*.test.ts"],
        },
      },
      {
        test: {
          name: "faults",
          environment: "node",
          include: ["test/faults/**/*.test.ts"],
          testTimeout: 180_000,
        },
      },
    ],
  },
}));
