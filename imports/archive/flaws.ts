/** A flaw that the proof of an archive shows, as a place and what is wrong with it. */
import { entryKind } from "../../protocol/archive/format.ts";
import type { ChannelLine } from "../../protocol/archive/schemas.ts";
import type { Flaw } from "../../protocol/archive/verify.ts";
import { placeIn } from "../places.ts";
import type { FilePlaces } from "./message-check.ts";
import { trouble, troubleInEnglish, type Broken } from "../trouble.ts";

const SAID = {
  changed: "flawChanged",
  missing: "flawMissing",
  added: "flawAdded",
  moved: "flawMoved",
  seal: "flawSeal",
  unreadable: "flawUnreadable",
} as const;

/** What of an archive says where something stands. */
export interface Named {
  channels: readonly ChannelLine[];
  files: FilePlaces;
}

export function flawAt(flaw: Flaw, { channels, files }: Named): Broken {
  const { channel, seq, what, entry = "heads.jsonl" } = flaw;
  const kind = entryKind(entry);
  const at = kind?.kind === "file" ? files.get(kind.id) : undefined;
  // A file is known by the message that has it.
  if (at && (what === "changed" || what === "missing")) {
    const { place } = flawAt({ channel: at.channel, seq: at.seq, what }, { channels, files });
    return { place, why: trouble(what === "changed" ? "flawFileChanged" : "flawFileMissing", { name: at.name }) };
  }
  const named = channels.find(({ key }) => key === channel)?.name;
  const where = channel === undefined ? entry : named === undefined ? `messages/${channel}` : `#${named}`;
  if (seq === undefined) return { place: where, why: trouble(SAID[what]) };
  const code = what === "seal" || what === "unreadable" ? "flawProof" : SAID[what];
  return { place: placeIn(where, "message", seq), why: trouble(code) };
}

/** For a terminal. */
export function flawInWords(flaw: Flaw, named: Named): string {
  const { place, why } = flawAt(flaw, named);
  return `${place} ${troubleInEnglish(why)}`;
}
