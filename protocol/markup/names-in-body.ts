/** Whom a body names, by the same reading by which it is shown: code, links and what a backslash stands before name nobody. Pure. */
import { namesIn, type Written } from "./names-in-words.ts";
import { walkInlines } from "./walk.ts";

/** All that is written as a name in a body, in order. */
export function namesInBody(body: string): Written[] {
  if (!/[@#]/u.test(body)) return [];
  const names: Written[] = [];
  walkInlines(body, (node) => {
    if (node.type === "text") names.push(...namesIn(node.text));
    return node.type !== "link";
  });
  return names;
}
