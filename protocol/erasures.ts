/** What is taken out for good: an account with all that is its own, or a class; the week in which it can be taken back, and the receipt. */
import * as v from "valibot";

/** For so long it can be taken back. The same week in which a closed account opens again. */
export const ERASED_AFTER_MS = 7 * 24 * 60 * 60_000;

/** What a receipt counts. */
export const ERASED = ["messages", "files", "reactions", "channels", "people", "records", "classes"] as const;
export type Erased = (typeof ERASED)[number];
const CountsSchema = v.record(v.string(), v.number());
export type ErasureCounts = Partial<Record<Erased, number>>;

/** A class on its way out, as everybody in it is told. */
export const LeavingClassSchema = v.object({
  /** ms: until then an owner can take it back. */
  dueAt: v.number(),
  askedAt: v.number(),
});

/** `name`: the class's, as whoever deletes it typed it. */
export const DeleteClassBody = v.object({ name: v.pipe(v.string("invalid"), v.maxLength(200, "invalid")) });

export const ReceiptSchema = v.object({
  of: v.picklist(["account", "class"]),
  askedAt: v.number(),
  dueAt: v.number(),
  takenBackAt: v.optional(v.number()),
  /** Absent: not yet, or not done with. */
  doneAt: v.optional(v.number()),
  counts: v.optional(CountsSchema),
});
export type Receipt = v.InferOutput<typeof ReceiptSchema>;

/** `receipt`: the code of its receipt, told to who asked. */
export const ErasureAskedSchema = v.object({ receipt: v.string(), dueAt: v.number() });
