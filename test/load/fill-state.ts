/** A state folder of PLACE with the bench's class in it: a database that the checkout's own migrations made. */
import type { D1Database } from "@cloudflare/workers-types";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { SEARCH } from "../../tools/databases.ts";
import { openLocalD1 } from "../../tools/serve/local-d1.ts";
import { migrate } from "../../tools/serve/migrate.ts";
import { fillBenchClass, PEOPLE_MAX, type BenchClass } from "./bench-class.ts";
import type { Checkout } from "./checkout.ts";

/**
 * Written as the file that it is, before any server runs: the measured one starts with clean memory.
 * @param more puts in what else it has to have
 */
export async function fillState(
  { root }: Checkout,
  state: string,
  longHistory: number,
  people = PEOPLE_MAX,
  more?: (d1: D1Database) => Promise<void>,
): Promise<BenchClass> {
  await makeIndex(join(root, SEARCH.migrations), state);
  const local = await openLocalD1(state);
  try {
    await migrate(local, join(root, "migrations"));
    const filled = await fillBenchClass(local.d1, longHistory, people);
    await more?.(local.d1);
    return filled;
  } finally {
    await local.close();
  }
}

/** An empty search index, so that it follows what is measured; a checkout from before there was one has none. */
async function makeIndex(migrations: string, state: string): Promise<void> {
  if (!existsSync(migrations)) return;
  const index = await openLocalD1(state, undefined, SEARCH);
  try {
    await migrate(index, migrations);
  } finally {
    await index.close();
  }
}
