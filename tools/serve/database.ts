/** The databases of a state folder, made ready before anybody is served: its tables, and the demo class where it is wanted. */
import { join } from "node:path";
import { DATABASES, SEARCH } from "../databases.ts";
import { ROOT } from "../run-command.ts";
import { asCannotStart } from "./cannot-start.ts";
import { fillDemoOnce, type DemoFilled } from "./demo.ts";
import { openLocalD1 } from "./local-d1.ts";
import { migrate } from "./migrate.ts";
import { fillSearchOnce } from "./search.ts";

export interface Prepared {
  state: string;
  /** Fill the demo class where there is none. */
  demo: boolean;
  demoPassword?: string | undefined;
  /** How long another program's lock on the database is waited for, ms. */
  patienceMs: number;
  print: (line: string) => void;
}

/** A lock is spoken of when it lasted for that long, and then this often. */
const SAY_AFTER_MS = 1_000;
const SAY_EVERY_MS = 10_000;

/** @returns what the demo class got, when it was filled now @throws CannotStart where the database is busy, full, damaged, or newer */
export async function prepareDatabase({
  state,
  demo,
  demoPassword,
  patienceMs,
  print,
}: Prepared): Promise<DemoFilled | null> {
  let sayAt = SAY_AFTER_MS;
  const waiting = (sinceMs: number) => {
    if (sinceMs < sayAt) return;
    sayAt = sinceMs + SAY_EVERY_MS;
    const left = Math.max(1, Math.round((patienceMs - sinceMs) / 1_000));
    print(`The database is held by another program. Waiting for it, ${left} s more at most …`);
  };
  try {
    let applied = 0;
    for (const database of DATABASES) {
      const local = await openLocalD1(state, { forMs: patienceMs, waiting }, database);
      try {
        await local.demandWritable();
        applied += (await migrate(local, join(ROOT, database.migrations))).length;
      } finally {
        await local.close();
      }
    }
    if (applied > 0) print(`Applied ${applied === 1 ? "a migration" : `${applied} migrations`}.`);
    const main = await openLocalD1(state, { forMs: patienceMs, waiting });
    try {
      const filled = demo ? await fillDemoOnce(main.d1, print, demoPassword) : null;
      const index = await openLocalD1(state, { forMs: patienceMs, waiting }, SEARCH);
      try {
        await fillSearchOnce(main, index, print);
      } finally {
        await index.close();
      }
      return filled;
    } finally {
      await main.close();
    }
  } catch (error) {
    throw asCannotStart(error, state);
  }
}
