/**
 * The words of an archive name people by handles and channels by names that may be taken where they come to: what is brought got the nearest
 * free one, and is named by that one in its words. Where nothing was taken, as in an empty PLACE, every word stays as it is.
 */
import { handleKey } from "../../protocol/handles.ts";
import { namesInBody } from "../../protocol/markup/names-in-body.ts";
import { namesIn, type Written } from "../../protocol/markup/names-in-words.ts";

/** A message of an import is no longer. */
const BODY_MAX_CHARS = 40_000;

export class NamesHere {
  /** `@` and a folded handle, `#` and a name in lower case → what it is here. */
  readonly #here = new Map<string, string>();

  person(there: string, here: string): void {
    if (handleKey(there) !== handleKey(here)) this.#here.set(`@${handleKey(there)}`, here);
  }

  channel(there: string, here: string): void {
    if (there.toLowerCase() !== here.toLowerCase()) this.#here.set(`#${there.toLowerCase()}`, here);
  }

  /** The same words with the names that people and channels have here. Code, links and what a backslash stands before are letters. */
  inWords(body: string): string {
    if (this.#here.size === 0) return body;
    const wanted = namesIn(body).flatMap((written) => {
      const name = this.#here.get(keyOf(written));
      return name === undefined ? [] : { ...written, here: name };
    });
    if (wanted.length === 0) return body;
    const named = namesInBody(body);
    let words = "";
    let end = 0;
    for (const written of wanted) {
      const from = written.at + 1;
      const to = from + written.name.length;
      const renamed = body.slice(0, from) + written.here + body.slice(to);
      // The reader of words decides whether this is a name: then it reads another name there, and all others as before.
      if (!isOneOther(named, namesInBody(renamed), written.here)) continue;
      words += body.slice(end, from) + written.here;
      end = to;
    }
    words += body.slice(end);
    return words.length > BODY_MAX_CHARS ? body : words;
  }
}

const keyOf = ({ sign, name }: Written) => sign + (sign === "@" ? handleKey(name) : name.toLowerCase());

function isOneOther(before: readonly Written[], after: readonly Written[], name: string): boolean {
  if (before.length !== after.length) return false;
  const other = after.filter((written, n) => written.name !== before[n]?.name || written.sign !== before[n]?.sign);
  return other.length === 1 && other[0]?.name === name;
}
