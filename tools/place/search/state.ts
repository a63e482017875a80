/** `place search-state`: how far the search index of a class is behind, for whoever runs PLACE and for a monitor. */
import { parseArgs } from "node:util";
import type { Reindexing } from "../../../protocol/search/contract.ts";
import { counted, number } from "../../../imports/words.ts";
import { CLASS_OPTIONS, CLASS_USAGE, openClass } from "./class.ts";

export const STATE_USAGE = `npm run place -- search-state --workspace NAME [options]

  Says how far the search index of a class is behind: how many changes it lacks, and for how long; and how much of the history was brought
  into it by \`reindex\`. Ends with 0 where it lacks nothing, and with 2 where it does.

${CLASS_USAGE}`;

/** Returns the exit code: 0 the index has everything, 2 it lacks something. */
export async function searchStateCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: CLASS_OPTIONS });
  if (values.help) {
    console.log(STATE_USAGE);
    return 0;
  }
  const target = await openClass(values);
  try {
    const { api, workspaceId: workspace } = await target.enter();
    const state = await api.call("search.state", { workspace });
    for (const line of stateLines(state)) console.log(line);
    return state.behind > 0 ? 2 : 0;
  } finally {
    await target.close();
  }
}

/** What is said of it, a line each. */
export function stateLines({ behind, behindMs, done, total, isDone }: Reindexing): string[] {
  const seconds = counted(Math.max(1, Math.round(behindMs / 1_000)), "second");
  const lines = [
    behind === 0
      ? "The index has everything that was said."
      : `The index is ${counted(behind, "change")} behind, the oldest for ${seconds}.`,
  ];
  if (total > 0 && !isDone)
    lines.push(`Of the history, ${number(done)} of ${counted(total, "message")} were brought: run reindex to go on.`);
  return lines;
}
