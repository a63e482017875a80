/** A message as a row of the room's log: the columns of D1 (store/message-row.ts), under the `rev` of its last change. */
import type { Message } from "../../../protocol/index.ts";
import {
  CHANGES,
  COLUMNS,
  PLACEHOLDERS,
  changedValuesOf,
  definitionsBut,
  messageOf,
  storedMessageOf,
  rowWith,
  valuesIn,
  valuesOf,
  type MessageRow,
  type StoredMessage,
} from "../../store/message-row.ts";

export type { StoredMessage } from "../../store/message-row.ts";
export type LogRow = MessageRow & { seq: number };

/** A stored message in two parts: what readers are told is one object, whose JSON is made once (message-json.ts). */
export interface LogEntry {
  message: Message;
  sealed: string | undefined;
}

export const CREATE_LOG = `CREATE TABLE IF NOT EXISTS log (rev INTEGER PRIMARY KEY, seq INTEGER NOT NULL, ${definitionsBut("rev")})`;

const INSERT = `INSERT INTO log (seq, ${COLUMNS}) VALUES (?, ${PLACEHOLDERS})`;

export function insertRow(sql: SqlStorage, message: Message, sealed: string | undefined): void {
  sql.exec(INSERT, message.seq, ...valuesOf(message, sealed));
}

export const rowOf = (message: Message, sealed: string | undefined): LogRow => ({
  seq: message.seq,
  ...rowWith(message, sealed),
});

/** One that was a row elsewhere. */
export function putRow(sql: SqlStorage, row: LogRow): void {
  sql.exec(INSERT, row.seq, ...valuesIn(row));
}

const CHANGE = `UPDATE log SET ${CHANGES} WHERE rev = ?`;

/** A message that is in the log, in a newer state: one row written, where taking it out and putting it in would be two. */
export function changeRow(sql: SqlStorage, message: Message, sealed: string | undefined, earlierRev: number): void {
  sql.exec(CHANGE, ...changedValuesOf(message, sealed), earlierRev);
}

export const toMessage = (row: LogRow): Message => messageOf(row, row.seq);
export const toStored = (row: LogRow): StoredMessage => storedMessageOf(row, row.seq);
export const toEntry = (row: LogRow): LogEntry => ({ message: toMessage(row), sealed: row.sealed ?? undefined });
