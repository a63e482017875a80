/** `place reindex`: brings the history of a class into the search index, while people write, and goes on where it stopped. */
import { parseArgs } from "node:util";
import type { Api } from "../../../client/api.ts";
import type { Reindexing } from "../../../protocol/search/contract.ts";
import { patiently } from "../../../imports/retry.ts";
import { counted, number } from "../../../imports/words.ts";
import { CLASS_OPTIONS, CLASS_USAGE, openClass } from "./class.ts";

/** Each message is a row written in D1, of which the free plan has 100,000 a day; what people write needs some of them. */
const PER_DAY = 50_000;

export const REINDEX_USAGE = `npm run place -- reindex --workspace NAME [options]

  Makes the search index of a class anew from its history, while people write. It is safe to stop and start again: it goes on where it
  stopped. On the free plan it stops after ${number(PER_DAY)} messages and says how many days it will take.

${CLASS_USAGE}
  --restart          from the beginning, though it came to its end
  --per-day COUNT    of a deployed PLACE: stop after so many messages (0: do not stop; default ${number(PER_DAY)})`;

/** Returns the exit code: 0 done, 2 the rest is for another day. */
export async function reindexCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { ...CLASS_OPTIONS, restart: { type: "boolean", default: false }, "per-day": { type: "string" } },
  });
  if (values.help) {
    console.log(REINDEX_USAGE);
    return 0;
  }
  const perDay = values["per-day"] === undefined ? (values.url === undefined ? 0 : PER_DAY) : Number(values["per-day"]);
  if (!Number.isInteger(perDay) || perDay < 0)
    throw new TypeError(`"${values["per-day"]}" is not a number of messages.`, { cause: "usage" });
  const target = await openClass(values);
  try {
    const { api, workspaceId } = await target.enter();
    return await carryOn(api, workspaceId, values.restart, perDay);
  } finally {
    await target.close();
  }
}

/**
 * Step by step; one that was refused because something is away is made again, as long as that may help.
 * @returns the exit code
 */
export async function carryOn(api: Api, workspace: string, restart: boolean, perDay: number): Promise<number> {
  const began = Date.now();
  let first: number | undefined;
  let state: Reindexing;
  let isFirst = true;
  do {
    const isRestart = restart && isFirst;
    state = await patiently(() => api.call("search.reindex", { workspace }, { restart: isRestart }));
    isFirst = false;
    // What the first step brought is of today as well.
    first ??= state.done - (state.brought ?? 0);
    console.log(`${number(state.done)} of ${counted(state.total, "message")}`);
    const today = state.done - first;
    if (!state.isDone && perDay > 0 && today >= perDay) {
      const days = Math.ceil((state.total - state.done) / perDay);
      console.log(
        `That was for today. Run it again tomorrow (UTC): it takes ${counted(days, "more day")}, one run each.`,
      );
      return 2;
    }
  } while (!state.isDone);
  const seconds = Math.max(1, Math.round((Date.now() - began) / 1_000));
  console.log(
    `The index has the history: ${counted(state.done, "message")}. This run took ${counted(seconds, "second")}.`,
  );
  return 0;
}
