/** Numbers and lists as people write them. */

export const number = (n: number) => n.toLocaleString("en-US");
export const counted = (n: number, one: string, many = `${one}s`) => `${number(n)} ${n === 1 ? one : many}`;

/** `general, homework and 3 more`: at most `max` of them by name. */
export function listed(names: readonly string[], max = 6): string {
  if (names.length === 0) return "nobody";
  if (names.length > max) return `${names.slice(0, max).join(", ")} and ${number(names.length - max)} more`;
  return names.length === 1 ? String(names[0]) : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

export const day = (at: number) => new Date(at).toISOString().slice(0, 10);

const CONTROLS = /[\p{Cc}\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/gu;
/** Words of strangers for a terminal: what would move its cursor, colour it or turn its direction is taken out. */
export const plain = (text: string) => text.replace(CONTROLS, " ");
