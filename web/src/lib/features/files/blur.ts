/** What stands in a picture's place until it has come: a few colours where they will be, from some thirty bytes. */
import { thumbHashToDataURL } from "thumbhash";

const known = new Map<string, string>();
const MOST = 200;

/** A picture as an address; undefined where the bytes are none. */
export function blurred(hash: string | undefined): string | undefined {
  if (hash === undefined) return undefined;
  const before = known.get(hash);
  if (before !== undefined) return before;
  try {
    const url = thumbHashToDataURL(Uint8Array.from(atob(hash), (letter) => letter.charCodeAt(0)));
    if (known.size >= MOST) known.clear();
    known.set(hash, url);
    return url;
  } catch {
    // What its sender said is no blur: the picture comes all the same.
    return undefined;
  }
}
