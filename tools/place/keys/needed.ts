/** What is sealed by which key, counted in D1: of a folder beside the server, of a deployment by wrangler. No key is needed for that. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { CannotImport } from "../../../imports/cannot-import.ts";
import { MAIN } from "../../databases.ts";
import { fileOfD1, openLocalD1 } from "../../serve/local-d1.ts";
import { CONFIG, quietly, type Wrangler } from "./secrets.ts";

/** `kid` empty: by the key that an object made for itself. */
export type Needed = readonly { what: string; kid: string; count: number }[];

/** What `worker/store/sealed.ts` seals anew. */
const SEALED = [
  ["second factors", "select secret as sealed from second_factors"],
  [
    "signing secrets of class sites",
    "select material as sealed from widget_keys where alg = 'HS256' and retired_at is null",
  ],
  ["webhooks", "select substr(secret, 8) as sealed from outgoing_hooks where secret like 'sealed:%'"],
  ["commands of bots", "select substr(secret, 8) as sealed from bot_commands where secret like 'sealed:%'"],
] as const;

const QUERY = SEALED.map(
  ([what, rows]) =>
    `select '${what}' as what, substr(sealed, 1, max(instr(sealed, '.') - 1, 0)) as kid, count(*) as count from (${rows}) group by 2`,
).join(" union all ");

/** @throws CannotImport where there is no PLACE */
export async function neededInFolder(state: string): Promise<Needed> {
  if (!existsSync(fileOfD1(state))) throw new CannotImport(`There is no PLACE in ${resolve(state)}.`);
  const { d1, close } = await openLocalD1(state);
  try {
    return (await d1.prepare(QUERY).all<Needed[number]>()).results;
  } finally {
    await close();
  }
}

/** @throws CannotImport where wrangler cannot */
export async function neededInDeployment(wrangler: Wrangler = quietly): Promise<Needed> {
  const asked = ["d1", "execute", MAIN.name, "--remote", "--yes", "--json", "--command", QUERY, "-c", CONFIG];
  const { code, output } = await wrangler(asked);
  const [answer] = code === 0 ? (JSON.parse(output.slice(output.indexOf("["))) as { results?: Needed }[]) : [];
  if (!answer?.results)
    throw new CannotImport(
      `What is sealed by which key could not be counted; nothing was changed.\n\n${output.trim()}`,
    );
  return answer.results;
}
