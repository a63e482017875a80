/** A public channel that anyone on the web can read, without an account and without scripts: what its teachers decide of it. */
import * as v from "valibot";

/** Whose names stand beside their words there: those of the teaching team alone, everybody else by a number; or everybody's. */
const WEB_NAMES = ["team", "everybody"] as const;

/** For everybody who is in the channel: nobody writes there unaware. */
export const OnWebSchema = v.object({
  names: v.picklist(WEB_NAMES),
  /** The first place that is shown; what was said before it stays in the class. */
  from: v.number(),
  /** When it was opened, ms. */
  at: v.number(),
});
export type OnWeb = v.InferOutput<typeof OnWebSchema>;

/**
 * What holds from now on. `from`: `now`, what is said from now on; `start`, all of it; left out: as it is, or `now`. Where more is shown by it
 * than before it takes `confirmed: true`.
 */
export const ShowOnWebBody = v.object({
  names: v.optional(v.picklist(WEB_NAMES, "invalid"), "team"),
  from: v.optional(v.picklist(["now", "start"], "invalid")),
  confirmed: v.optional(v.boolean("invalid"), false),
});
export type ShowOnWebBody = v.InferOutput<typeof ShowOnWebBody>;

/** Whether these show more than those: more names, or older words. */
export const showsMore = (wanted: Pick<OnWeb, "names" | "from">, held: Pick<OnWeb, "names" | "from"> | null): boolean =>
  held === null || wanted.from < held.from || (wanted.names === "everybody" && held.names === "team");
