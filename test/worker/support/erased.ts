/** Jobs that take out, run to their end; and all that a PLACE has stored, to be compared. */
import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect } from "vitest";

/** The week is over. */
async function makeDue(receipt: string): Promise<void> {
  await env.DB.prepare("update erasures set due_at = ? where id = ?")
    .bind(Date.now() - 1, receipt)
    .run();
}

/** Step by step, as its alarm rings. @returns how many steps there were */
export async function runErasure(receipt: string, most = 500): Promise<number> {
  await makeDue(receipt);
  for (let steps = 0; steps < most; steps += 1)
    if (!(await runDurableObjectAlarm(env.ERASERS.getByName(receipt)))) return steps;
  throw new Error("it has no end");
}

/** Every row of every table of both databases, and every object in R2, each as one line. */
export async function everything(): Promise<Set<string>> {
  const lines = new Set<string>();
  for (const [name, d1] of [
    ["main", env.DB],
    ["search", env.SEARCH],
  ] as const) {
    const { results } = await d1
      .prepare(
        "select name, sql from sqlite_master where type = 'table' and name not glob 'sqlite_*' and name not glob '_cf_*'",
      )
      .all<{ name: string; sql: string }>();
    for (const table of results) {
      // Of the index its rows alone: what it makes of them is one block for all classes.
      if (/^(found|dictionary_forms|vocabulary)_?/u.test(table.name) && table.name !== "found") continue;
      const columns = table.name === "found" ? "cast(rowid as text) as rowid" : "*";
      const rows = await d1.prepare(`select ${columns} from "${table.name}"`).all();
      for (const row of rows.results) lines.add(`${name}.${table.name} ${JSON.stringify(row)}`);
    }
  }
  let cursor: string | undefined;
  do {
    const listed = await env.FILES.list(cursor === undefined ? {} : { cursor });
    for (const { key, etag, size } of listed.objects) lines.add(`r2 ${key} ${etag} ${size}`);
    cursor = listed.truncated ? listed.cursor : undefined;
  } while (cursor !== undefined);
  return lines;
}

export const only = (those: Set<string>, but: Set<string>): string[] => [...those].filter((line) => !but.has(line));

export async function receiptOf(
  receipt: string,
  ask: { get: (path: string) => Promise<{ status: number; body: unknown }> },
) {
  const { status, body } = await ask.get(`/receipts/${receipt}`);
  expect(status).toBe(200);
  return (body as { receipt: { doneAt?: number; takenBackAt?: number; counts?: Record<string, number> } }).receipt;
}
