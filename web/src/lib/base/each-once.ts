/**
 * For lists of what a server told, which are drawn by their keys: the same key twice would keep the whole page from opening. The first
 * of a kind stays.
 */
export function eachOnce<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => unknown = (item) => item,
): readonly Item[] {
  const known = new Set<unknown>();
  const each = items.filter((item) => !known.has(keyOf(item)) && known.add(keyOf(item)));
  return each.length === items.length ? items : each;
}
