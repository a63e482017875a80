/**
 * What a handle looks like: two with the same skeleton are taken for each other (UTS 39, section 4, with marks dropped and case
 * folded). It is for deciding who may take a handle, and needs 10 KB of data; finding people by what was written needs
 * `handleKey` alone.
 */
import { handleKey } from "../../protocol/index.ts";
import { fold } from "../../protocol/fold.ts";
import { LOOK_ALIKES } from "./look-alikes.ts";

let table: Map<string, string> | undefined;

function read(): Map<string, string> {
  table ??= new Map(
    Object.entries(LOOK_ALIKES).flatMap(([seen, letters]) => [...letters].map((letter) => [letter, seen] as const)),
  );
  return table;
}

/** For any text. What is no handle gets a skeleton that nobody has. */
export function skeletonOf(handle: string): string {
  const seen = read();
  let drawn = "";
  for (const letter of fold(handle)) drawn += seen.get(letter) ?? letter;
  // With what reads alike in common fonts and is not in Unicode's table; `rn` and `m` are one there too.
  return handleKey(fold(drawn));
}
