/** Reading entries that strangers' programs wrote: a value, or what is wrong with it. */
import * as v from "valibot";

/** What is wrong with an entry, and with which of its fields: the importer has the words (imports/trouble.ts). */
export type EntryTrouble =
  { code: "notObject" | "notAsItShould" } | { code: "fieldMissing" | "fieldWrong"; values: { field: string } };
export type Entry<T> = { ok: true; value: T } | { ok: false; why: EntryTrouble };

export function readEntry<const S extends v.GenericSchema>(schema: S, entry: unknown): Entry<v.InferOutput<S>> {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry))
    return { ok: false, why: { code: "notObject" } };
  const result = v.safeParse(schema, entry, { abortEarly: true });
  if (result.success) return { ok: true, value: result.output };
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  if (path === null) return { ok: false, why: { code: "notAsItShould" } };
  return {
    ok: false,
    why: { code: issue.input === undefined ? "fieldMissing" : "fieldWrong", values: { field: path } },
  };
}

/** The entries of a list that can be read; what is no list is an empty one. */
export function readAll<const S extends v.GenericSchema>(
  schema: S,
  list: unknown,
  onBroken?: (index: number, why: EntryTrouble) => void,
): v.InferOutput<S>[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown, index) => {
    const entry = readEntry(schema, item);
    if (entry.ok) return [entry.value];
    onBroken?.(index, entry.why);
    return [];
  });
}

/** A text, or nothing: `null` and what is no text count as nothing. */
export const Text = v.fallback(v.nullish(v.string()), undefined);
export const Count = v.fallback(v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0))), undefined);
/** Seconds since 1970; an old exporter writes them as text. */
export const Seconds = v.fallback(
  v.nullish(v.pipe(v.union([v.number(), v.string()]), v.transform(Number), v.number(), v.minValue(1))),
  undefined,
);
