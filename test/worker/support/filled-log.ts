/** A room's log with messages in it, and how many statements and rows it costs. */
import { v7 as uuidv7 } from "uuid";
import type { Message } from "../../../protocol/index.ts";
import { RoomLog, type StoredMessage } from "../../../worker/room/log/room-log.ts";
import { RowCounters } from "../../support/row-counters.ts";

export const T0 = 1_700_000_000_000;
export const draft = (n: number, more: Partial<Message> = {}) => ({
  id: uuidv7({ msecs: T0 + n }),
  author: "ada",
  at: T0 + n,
  body: `line ${n}`,
  ...more,
});
export const stored = (seq: number, more: Partial<StoredMessage> = {}): StoredMessage => ({
  ...draft(seq),
  seq,
  rev: seq,
  ...more,
});
export const EMPTY = { seq: 0, rev: 0, lastAt: 0 };
export const begun = (sql: SqlStorage): RoomLog => {
  const log = new RoomLog(sql);
  log.begin(EMPTY, []);
  return log;
};
/** `isRead`: it has been asked for a message already, so that it read its rows. */
export function filled(sql: SqlStorage, count: number, isRead = false): RoomLog {
  const log = begun(sql);
  if (isRead) log.at(1);
  for (let n = 1; n <= count; n++) log.append(draft(n));
  return log;
}
export const revs = (sql: SqlStorage) =>
  sql
    .exec<{ rev: number }>("SELECT rev FROM log ORDER BY rev")
    .toArray()
    .map(({ rev }) => rev);
export function countersOf(storage: DurableObjectStorage): { statements: () => number; counters: RowCounters } {
  const counters = new RowCounters();
  counters.watchStorage(storage);
  const { sql } = storage;
  const exec = sql.exec.bind(sql);
  let statements = 0;
  sql.exec = <T extends Record<string, SqlStorageValue>>(...given: Parameters<typeof exec>) => {
    statements += 1;
    return exec<T>(...given);
  };
  return { counters, statements: () => statements };
}
