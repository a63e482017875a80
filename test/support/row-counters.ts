/**
 * The platform's own counters of what is read and written, gathered as it happens: the room's SQLite by its cursors, D1 by
 * the `meta` of its answers, alarms as the one row that they cost. Lives in tests and in the bench; production knows nothing of it.
 */
export interface Rows {
  roomRead: number;
  roomWritten: number;
  d1Read: number;
  d1Written: number;
}

/** workerd's D1 client inside: what `run`, `all`, `first`, `raw` and `batch` have in common. */
interface Sender {
  _send(...given: unknown[]): Promise<Answer | Answer[]>;
}
interface Answer {
  meta?: { rows_read: number; rows_written: number };
}
type Cursor = SqlStorageCursor<Record<string, SqlStorageValue>>;

export class RowCounters {
  rows: Rows = { roomRead: 0, roomWritten: 0, d1Read: 0, d1Written: 0 };
  /** Called for each round trip to D1, in whose name it is made. */
  onD1: () => void = () => undefined;
  /** A cursor's counts are final once it was read to its end. */
  readonly #cursors = new Set<Cursor>();
  readonly #watched = new WeakSet<object>();

  /** What was counted since the last call. */
  take(): Rows {
    for (const cursor of this.#cursors) {
      this.rows.roomRead += cursor.rowsRead;
      this.rows.roomWritten += cursor.rowsWritten;
    }
    this.#cursors.clear();
    const rows = this.rows;
    this.rows = { roomRead: 0, roomWritten: 0, d1Read: 0, d1Written: 0 };
    return rows;
  }

  /** Counts in this object's storage from now on. */
  watchStorage(storage: DurableObjectStorage): void {
    const { sql } = storage;
    if (this.#watched.has(sql)) return;
    this.#watched.add(sql);
    const exec = sql.exec.bind(sql);
    sql.exec = <T extends Record<string, SqlStorageValue>>(query: string, ...values: unknown[]) => {
      const cursor = exec<T>(query, ...values);
      this.#cursors.add(cursor as Cursor);
      return cursor;
    };
    const { kv } = storage;
    const [get, put, remove] = [kv.get.bind(kv), kv.put.bind(kv), kv.delete.bind(kv)];
    kv.get = <T>(key: string) => {
      this.rows.roomRead += 1;
      return get<T>(key);
    };
    kv.put = (...given) => {
      this.rows.roomWritten += 1;
      put(...given);
    };
    kv.delete = (key) => {
      const wasThere = remove(key);
      this.rows.roomWritten += Number(wasThere);
      return wasThere;
    };
    const setAlarm = storage.setAlarm.bind(storage);
    storage.setAlarm = (...given) => {
      this.rows.roomWritten += 1;
      return setAlarm(...given);
    };
  }

  /** Counts what any handle on any D1 of this isolate asks for from now on: there is one place through which all of it goes. */
  watchD1(d1: D1Database): void {
    const { dbSession } = d1.prepare("SELECT 1") as unknown as { dbSession: Sender };
    let sender = Object.getPrototypeOf(dbSession) as Sender;
    while (!Object.hasOwn(sender, "_send")) sender = Object.getPrototypeOf(sender) as Sender;
    if (this.#watched.has(sender)) return;
    this.#watched.add(sender);
    const { _send: send } = sender;
    const count = (answers: Answer[]) => {
      for (const { meta } of answers) {
        this.rows.d1Read += meta?.rows_read ?? 0;
        this.rows.d1Written += meta?.rows_written ?? 0;
      }
    };
    const called = () => this.onD1();
    sender._send = async function (this: Sender, ...given) {
      called();
      const answers = await send.apply(this, given);
      count([answers].flat());
      return answers;
    };
  }
}
