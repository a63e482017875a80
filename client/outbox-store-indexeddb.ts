import { committed, database, settled } from "./indexeddb.ts";
import type { OutboxEntry, OutboxStore } from "./outbox-entry.ts";

const ENTRIES = "entries";

/** Survives a reload. One database per account: who signs in after another on the same browser never sees what they wrote. */
export function createIndexedDbOutboxStore(account: string): OutboxStore {
  const open = database(`place-outbox:${account}`, (made) => made.createObjectStore(ENTRIES, { keyPath: "id" }));
  const write = async (change: (entries: IDBObjectStore) => void): Promise<void> => {
    const transaction = (await open()).transaction(ENTRIES, "readwrite");
    const end = committed(transaction);
    change(transaction.objectStore(ENTRIES));
    await end;
  };
  return {
    all: async () => {
      const transaction = (await open()).transaction(ENTRIES, "readonly");
      return settled<OutboxEntry[]>(transaction.objectStore(ENTRIES).getAll());
    },
    put: (entry) => write((entries) => entries.put(entry)),
    remove: (id) => write((entries) => entries.delete(id)),
  };
}
