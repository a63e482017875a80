/** The part of messages that says whom they show. */
import type { Message } from "../../protocol/index.ts";
import { keyOf } from "./message-key.ts";

interface Row {
  author: string;
  rev: number;
  meta: string | null;
}
export type ShownRow = Pick<Message, "author" | "meta"> & { rev: number };

const SHOWN = `SELECT author, rev, meta FROM messages WHERE key BETWEEN ?1 AND ?2`;

/** Of the places `from` to `to`, both included. */
export async function readShown(d1: D1Database, channelNo: number, from: number, to: number): Promise<ShownRow[]> {
  const { results } = await d1.prepare(SHOWN).bind(keyOf(channelNo, from), keyOf(channelNo, to)).all<Row>();
  return results.map(({ author, rev, meta }) => ({
    author,
    rev,
    // Written by the room alone.
    ...(meta !== null && { meta: JSON.parse(meta) as NonNullable<Message["meta"]> }),
  }));
}
