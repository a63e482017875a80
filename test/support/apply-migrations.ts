/** Runs before each test file of the `worker` project: the file starts with empty, migrated databases. */
import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";

const databases = env as unknown as Record<string, D1Database | undefined>;
for (const { binding, migrations } of env.TEST_MIGRATIONS) {
  const database = databases[binding];
  if (!database) throw new Error(`wrangler.toml binds no database ${binding}.`);
  await applyD1Migrations(database, migrations);
}
