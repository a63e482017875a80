/** `place search WORDS`: what somebody who leads the class finds, on the command line. */
import { parseArgs } from "node:util";
import { plain } from "../../../imports/words.ts";
import { CLASS_OPTIONS, CLASS_USAGE, openClass } from "./class.ts";
import { stateLines } from "./state.ts";

export const SEARCH_USAGE = `npm run place -- search WORDS --workspace NAME [options]

  What an owner of the class finds: words, "phrases", and filters as in the app (from: in: before: after: has: is: …). It says how far the
  index is behind.

${CLASS_USAGE}
  --best             the best first, and not the newest`;

/** Returns the exit code: 0 something was found, 1 nothing. */
export async function searchCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { ...CLASS_OPTIONS, best: { type: "boolean", default: false } },
  });
  const q = positionals.join(" ");
  if (values.help || q === "") {
    console.log(SEARCH_USAGE);
    return values.help ? 0 : 1;
  }
  const target = await openClass(values);
  try {
    const { api, workspaceId: workspace } = await target.enter();
    const state = await api.call("search.state", { workspace });
    const { hits, relaxed, didYouMean, next } = await api.call(
      "search.find",
      { workspace },
      { q, order: values.best ? "best" : "newest" },
    );
    const { channels } = await api.call("channels.list", { workspace });
    const nameOf = new Map(channels.map(({ id, name }) => [id, name]));
    if (relaxed) console.log("Nothing has all of these words. These have the longest of them:");
    for (const { channel, parent, message } of hits) {
      const where = nameOf.get(channel) ?? nameOf.get(parent?.channel ?? "");
      const line = plain(message.body).replace(/\s+/gu, " ").slice(0, 160);
      console.log(
        `${new Date(message.at).toISOString().slice(0, 16)}  #${where ?? "direct"}${parent ? " (thread)" : ""} ${message.seq}  ${line}`,
      );
    }
    if (hits.length === 0)
      console.log(`Nothing is found.${didYouMean === null ? "" : ` Did you mean ${plain(didYouMean)}?`}`);
    else if (next !== null) console.log("… and more.");
    if (state.behind > 0) console.log(stateLines(state)[0]);
    return hits.length > 0 ? 0 : 1;
  } finally {
    await target.close();
  }
}
