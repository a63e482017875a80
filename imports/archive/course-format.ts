/**
 * The course in one file: an archive's lines as blocks in an HTML page that has its own reader (docs/course-file.md). Here is what who
 * writes the page (course.ts) and who reads it (web/src/course) agree upon.
 */
import type { ChannelLine, PersonLine } from "../../protocol/archive/schemas.ts";

/** Blocks are elements of this type, which no browser runs: base64 of raw deflate of UTF-8. */
export const BLOCK_TYPE = "application/x-place-block";
/** The block that says what there is. Every other one is named as its entry in the archive. */
export const INDEX_BLOCK = "index";
/** The block that says which line of a changed block it is: JSON, by the block's name (course-proof.ts). */
export const PRINTS_BLOCK = "prints";

/** What stands before all messages. */
export interface CourseIndex {
  version: 1;
  name: string;
  /** When the archive was made, ms since 1970, and the seal that it had then. */
  at: number;
  root: string;
  people: PersonLine[];
  /** In the order of the archive: a thread behind its channel. */
  channels: ChannelLine[];
  /** By channel: how many messages it has, deleted ones too. */
  counts: Record<string, number>;
  /** The channel that is open first. */
  first: string | null;
  /** By name: the picture as a `data:` address. */
  emoji: Record<string, string>;
  /** Private channels were in the archive and were left out here. */
  openOnly: boolean;
  /** By the name of each other block: what its text is held against (course-proof.ts). A page of before 2026-12 has none. */
  hashes?: Record<string, string>;
}
