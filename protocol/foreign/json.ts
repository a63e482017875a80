/** Looking into JSON that strangers' programs sent. */
export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const objects = (list: unknown): Json[] => (Array.isArray(list) ? list.filter(isObject) : []);
/** The text of a field; empty where it has none. */
export const text = (of: unknown, name: string): string => {
  const value = isObject(of) ? of[name] : undefined;
  return typeof value === "string" ? value.replaceAll("\0", "").toWellFormed() : "";
};
export const inside = (of: unknown, name: string): Json => {
  const value = isObject(of) ? of[name] : undefined;
  return isObject(value) ? value : {};
};

/** What is left of an object without these fields and without what says nothing; undefined where that is all. */
export function restOf(of: Json, known: ReadonlySet<string>): Json | undefined {
  const rest = Object.entries(of).filter(
    ([name, value]) =>
      !known.has(name) && value !== null && value !== "" && value !== false && JSON.stringify(value) !== "[]",
  );
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
}

/** Of what is shown as it was sent, nobody reads more. */
const AS_SENT_MAX_CHARS = 2_000;

/** A part that has no form here, as it was sent. */
export function asSent(value: Json): { kind: "code"; language: string; text: string } {
  const text = JSON.stringify(value);
  const isShort = text.length <= AS_SENT_MAX_CHARS;
  return {
    kind: "code",
    language: "json",
    text: isShort ? text : `${text.slice(0, AS_SENT_MAX_CHARS).toWellFormed()} …`,
  };
}
