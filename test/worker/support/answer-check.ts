/** What handlers give back is held against their row's answer, in every test that goes through the worker. */
import * as v from "valibot";
import type { Row } from "../../../protocol/routes/index.ts";
import { answers } from "../../../worker/http/serve.ts";

/** @throws Error where the answer is not what the row says, or says more */
export function checkAnswer(row: Row, answer: unknown): void {
  const where = `${row.method} ${row.path}`;
  if (row.answer === "nothing") {
    if (answer !== undefined) throw new Error(`${where}: the row says that there is nothing to tell.`);
  } else if (typeof row.answer === "string") {
    if (!(answer instanceof Response)) throw new Error(`${where}: the row says that this is no JSON.`);
  } else {
    // As it travels.
    const told: unknown = JSON.parse(JSON.stringify(answer));
    const read = v.safeParse(row.answer(), told);
    // Ids that tests put straight into D1 need not look like those that PLACE makes.
    const wrong = read.issues?.find(({ type }) => type !== "regex");
    if (wrong) throw new Error(`${where}: ${v.getDotPath(wrong) ?? ""} ${wrong.message}`);
    const more = unnamedIn(told, read.output);
    if (more !== null) throw new Error(`${where}: the row names no ${more}.`);
  }
}

/** The first field that the schema, which drops what it does not name, dropped. */
function unnamedIn(told: unknown, read: unknown, path = ""): string | null {
  if (typeof told !== "object" || told === null || typeof read !== "object" || read === null) return null;
  for (const [key, value] of Object.entries(told)) {
    if (!Object.hasOwn(read, key)) return `${path}${key}`;
    const within = unnamedIn(value, (read as Record<string, unknown>)[key], `${path}${key}.`);
    if (within !== null) return within;
  }
  return null;
}

answers.check = checkAnswer;
