/** Names that every PLACE has an emoji for: those that the composer completes (`:tada:`). */

let names: Promise<ReadonlySet<string>> | undefined;

/** The list is unpacked when the first name is asked for: adding emoji is rare, and starting the worker is not. */
export async function isStandardEmoji(name: string): Promise<boolean> {
  names ??= import("emojibase-data/en/shortcodes/github.json").then(
    (list) => new Set(Object.values(list.default as Record<string, string | string[]>).flat()),
  );
  return (await names).has(name);
}
