/** Words between marks: names of people and channels, and emoji by their names. */
import { withEmoji } from "../../protocol/foreign/emoji-names.ts";
import { plainText, type Span } from "../../protocol/foreign/markup/rich-text.ts";

/**
 * @param names what may stand in the text, as a pattern with `g`
 * @param spanOf of what was found: null where it is none after all
 */
export function wordsWith(names: RegExp, spanOf: (found: RegExpMatchArray) => Span | null): (text: string) => Span[] {
  return (text) => {
    const spans: Span[] = [];
    let end = 0;
    for (const found of text.matchAll(names)) {
      const span = spanOf(found);
      if (!span) continue;
      spans.push(plainText(withEmoji(text.slice(end, found.index))), span);
      end = found.index + found[0].length;
    }
    return [...spans, plainText(withEmoji(text.slice(end)))];
  };
}
