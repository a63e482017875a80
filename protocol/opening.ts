/** What a page asks for before any of its program is there: everything that a first look shows, in one answer. */
import * as v from "valibot";
import { BootstrapSchema } from "./channels.ts";
import { PageSchema } from "./messages.ts";
import { AccountSchema } from "./people.ts";
import { PublicIdSchema } from "./text.ts";

const Reference = v.pipe(v.string(), v.maxLength(200, "invalid"));
/** `channel`: what stands in the address, an id or anything else; `workspace`: the class that was last open here. Neither need be there. */
export const OpeningQuery = v.object({ workspace: v.optional(Reference), channel: v.optional(Reference) });

export const OpeningSchema = v.object({
  /** Null: nobody is signed in, and the rest is absent. */
  account: v.nullable(AccountSchema),
  /** The class that the channel is in, or the one that was asked for, or my first. Absent: I am in none. */
  bootstrap: v.optional(BootstrapSchema),
  /** The newest page of the channel that was asked for, as `welcome` brings it. Absent: I am not in it. */
  newest: v.optional(v.object({ channel: PublicIdSchema, page: PageSchema })),
});
export type Opening = v.InferOutput<typeof OpeningSchema>;
