/** Cards of outside pages that a message links to: what is told of each. Made by the room's follower (worker/room/followers/link-cards.ts). */
import * as v from "valibot";
import type { MessageFile } from "./files.ts";
import { PublicIdSchema } from "./text.ts";

/** A picture of a page, kept by PLACE: no reader asks the page itself for it. Served as the message's files are. */
const CardPictureSchema = v.object({
  id: PublicIdSchema,
  /** Bytes. */
  size: v.number(),
  type: v.string(),
  /** Pixels. */
  width: v.number(),
  height: v.number(),
});

export const LinkCardSchema = v.object({
  /** As the message links to it. */
  url: v.string(),
  /** The host that answered, after redirects: what a page says of itself may be anything. */
  site: v.string(),
  title: v.string(),
  text: v.optional(v.string()),
  picture: v.optional(CardPictureSchema),
});
export type LinkCard = v.InferOutput<typeof LinkCardSchema>;

interface Holds {
  files?: readonly MessageFile[] | undefined;
  cards?: readonly LinkCard[] | undefined;
}

/** What a message holds in R2: its files, and the pictures of its cards as files without a name of their own. */
export const heldBy = (meta: Holds | undefined): MessageFile[] => [...(meta?.files ?? []), ...picturesOf(meta?.cards)];

/** The pictures alone: the copy of a reply holds those of its own cards, and shows files that the reply holds. */
export const picturesOf = (cards: Holds["cards"]): MessageFile[] =>
  cards?.flatMap(({ picture }) => (picture ? [{ name: "picture", ...picture }] : [])) ?? [];
