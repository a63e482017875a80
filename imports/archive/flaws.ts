/** A flaw that the proof of an archive shows, as a place and what is wrong with it. */
import type { ChannelLine } from "../../protocol/archive/schemas.ts";
import type { Flaw } from "../../protocol/archive/verify.ts";
import { placeIn } from "../places.ts";
import { trouble, troubleInEnglish, type Broken } from "../trouble.ts";

const SAID = {
  changed: "flawChanged",
  missing: "flawMissing",
  added: "flawAdded",
  moved: "flawMoved",
  seal: "flawSeal",
  unreadable: "flawUnreadable",
} as const;

export function flawAt({ channel, seq, what, entry = "heads.jsonl" }: Flaw, channels: readonly ChannelLine[]): Broken {
  const named = channels.find(({ key }) => key === channel)?.name;
  const where = channel === undefined ? entry : named === undefined ? `messages/${channel}` : `#${named}`;
  if (seq === undefined) return { place: where, why: trouble(SAID[what]) };
  const code = what === "seal" || what === "unreadable" ? "flawProof" : SAID[what];
  return { place: placeIn(where, "message", seq), why: trouble(code) };
}

/** For a terminal. */
export function flawInWords(flaw: Flaw, channels: readonly ChannelLine[]): string {
  const { place, why } = flawAt(flaw, channels);
  return `${place} ${troubleInEnglish(why)}`;
}
