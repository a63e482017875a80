import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { OutboxEntry, OutboxStore } from "./outbox-entry.ts";

interface OutboxDatabase extends DBSchema {
  entries: { key: string; value: OutboxEntry };
}

/** Survives a reload. One database per account: who signs in after another on the same browser never sees what they wrote. */
export function createIndexedDbOutboxStore(account: string): OutboxStore {
  let opening: Promise<IDBPDatabase<OutboxDatabase>> | null = null;
  const database = () => {
    opening ??= openDB<OutboxDatabase>(`place-outbox:${account}`, 1, {
      upgrade: (db) => void db.createObjectStore("entries", { keyPath: "id" }),
      // The browser may end a connection on its own, for instance when site data is cleared: the next call opens anew.
      terminated: () => (opening = null),
      blocking: (_current, _blocked, event) => {
        opening = null;
        (event.target as IDBDatabase).close();
      },
    }).catch((cause: unknown) => {
      opening = null;
      throw cause;
    });
    return opening;
  };
  return {
    all: async () => (await database()).getAll("entries"),
    put: async (entry) => void (await (await database()).put("entries", entry)),
    remove: async (id) => (await database()).delete("entries", id),
  };
}
