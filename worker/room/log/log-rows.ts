/** A message as a row of the room's log. */
import type { Message } from "../../../protocol/index.ts";

export interface LogRow extends Record<string, SqlStorageValue> {
  rev: number;
  seq: number;
  id: string;
  author: string;
  at: number;
  body: string;
  edited_at: number | null;
  deleted_at: number | null;
  reply_to: number | null;
  meta: string | null;
  sealed: string | null;
}

/** A message with the part of it that readers are not told, JSON. */
export type StoredMessage = Message & { sealed?: string };

/** The same, apart: what readers are told is one object, whose JSON is made once (message-json.ts). */
export interface LogEntry {
  message: Message;
  sealed: string | undefined;
}

export const CREATE_LOG = `CREATE TABLE IF NOT EXISTS log (rev INTEGER PRIMARY KEY, seq INTEGER NOT NULL, id TEXT NOT NULL, author TEXT NOT NULL,
  at INTEGER NOT NULL, body TEXT NOT NULL, edited_at INTEGER, deleted_at INTEGER, reply_to INTEGER, meta TEXT, sealed TEXT)`;

const INSERT = `INSERT INTO log (rev, seq, id, author, at, body, edited_at, deleted_at, reply_to, meta, sealed) VALUES (?,?,?,?,?,?,?,?,?,?,?)`;

export function insertRow(sql: SqlStorage, m: Message, sealed: string | undefined): void {
  const meta = m.meta === undefined ? null : JSON.stringify(m.meta);
  const { editedAt = null, deletedAt = null, replyTo = null } = m;
  sql.exec(INSERT, m.rev, m.seq, m.id, m.author, m.at, m.body, editedAt, deletedAt, replyTo, meta, sealed ?? null);
}

const CHANGE = `UPDATE log SET rev = ?, body = ?, edited_at = ?, deleted_at = ?, reply_to = ?, meta = ?, sealed = ? WHERE rev = ?`;

/** A message that is in the log, in a newer state: one row written, where taking it out and putting it in would be two. */
export function changeRow(sql: SqlStorage, m: Message, sealed: string | undefined, earlierRev: number): void {
  const meta = m.meta === undefined ? null : JSON.stringify(m.meta);
  const { editedAt = null, deletedAt = null, replyTo = null } = m;
  sql.exec(CHANGE, m.rev, m.body, editedAt, deletedAt, replyTo, meta, sealed ?? null, earlierRev);
}

export function toMessage(row: LogRow): Message {
  const message: Message = { id: row.id, seq: row.seq, rev: row.rev, author: row.author, at: row.at, body: row.body };
  if (row.edited_at !== null) message.editedAt = row.edited_at;
  if (row.deleted_at !== null) message.deletedAt = row.deleted_at;
  if (row.reply_to !== null) message.replyTo = row.reply_to;
  if (row.meta !== null) message.meta = JSON.parse(row.meta) as NonNullable<Message["meta"]>;
  return message;
}

export function toWhole(row: LogRow): StoredMessage {
  return row.sealed === null ? toMessage(row) : { ...toMessage(row), sealed: row.sealed };
}

export const toEntry = (row: LogRow): LogEntry => ({ message: toMessage(row), sealed: row.sealed ?? undefined });
