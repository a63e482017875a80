/** What people of a class say, made up: runs of words of this repository's own pages, so that they are as long, as frequent and as hard to pack as words are. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../tools/run-command.ts";
import { SeededRandom } from "../support/seeded-random.ts";

/** Words of a message. */
const [LEAST, MOST] = [8, 32];

/** @returns a message's words with each call, the same ones in the same order each time */
export function speaker(): () => string {
  const random = new SeededRandom(20_261_130);
  const docs = join(ROOT, "docs");
  const words = readdirSync(docs)
    // Made from tables: its words are addresses.
    .filter((name) => name.endsWith(".md") && name !== "http.md")
    .flatMap((name) => readFileSync(join(docs, name), "utf8").match(/[\p{L}\p{N}'-]+[.,:?]?/gu) ?? []);
  return () => {
    const length = LEAST + random.below(MOST - LEAST + 1);
    const from = random.below(words.length - length);
    return words.slice(from, from + length).join(" ");
  };
}
