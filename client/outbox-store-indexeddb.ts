import type { OutboxEntry, OutboxStore } from "./outbox-entry.ts";

const ENTRIES = "entries";

/** What a request of IndexedDB comes to. */
function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB failed."));
  });
}

/** Resolves when what was written is kept: a request that succeeded can still be lost with its transaction. */
function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("IndexedDB took it back."));
  });
}

/** Survives a reload. One database per account: who signs in after another on the same browser never sees what they wrote. */
export function createIndexedDbOutboxStore(account: string): OutboxStore {
  let opening: Promise<IDBDatabase> | null = null;
  const open = async (): Promise<IDBDatabase> => {
    const request = indexedDB.open(`place-outbox:${account}`, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(ENTRIES, { keyPath: "id" });
    const database = await settled(request);
    // The browser may end a connection on its own, for instance when site data is cleared: the next call opens anew.
    database.onclose = () => (opening = null);
    database.onversionchange = () => {
      opening = null;
      database.close();
    };
    return database;
  };
  const write = async (change: (entries: IDBObjectStore) => void): Promise<void> => {
    const transaction = (await database()).transaction(ENTRIES, "readwrite");
    const end = committed(transaction);
    change(transaction.objectStore(ENTRIES));
    await end;
  };
  const database = (): Promise<IDBDatabase> =>
    (opening ??= open().catch((cause: unknown) => {
      opening = null;
      throw cause;
    }));
  return {
    all: async () => {
      const transaction = (await database()).transaction(ENTRIES, "readonly");
      return settled<OutboxEntry[]>(transaction.objectStore(ENTRIES).getAll());
    },
    put: (entry) => write((entries) => entries.put(entry)),
    remove: (id) => write((entries) => entries.delete(id)),
  };
}
