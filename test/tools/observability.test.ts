/** What the platform keeps of requests, as it is asked to. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { unstable_readConfig as readConfig } from "wrangler";
import { ROOT } from "../../tools/run-command.ts";

test("the platform keeps no line about a request: the address of an incoming hook has its secret in it", () => {
  const { observability } = readConfig({ config: join(ROOT, "wrangler.toml") });
  expect(observability?.logs?.invocation_logs).toBe(false);
  // What went wrong is still kept.
  expect([observability?.enabled, observability?.logs?.enabled]).toEqual([true, true]);
  // A name that wrangler does not know it passes over with a warning, and the lines would be kept after all.
  const schema = readFileSync(join(ROOT, "node_modules/wrangler/config-schema.json"), "utf8");
  expect(schema).toContain('"invocation_logs"');
});
