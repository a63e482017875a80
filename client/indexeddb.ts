/** What a request of IndexedDB comes to. */
export function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB failed."));
  });
}

/** Resolves when what was written is kept: a request that succeeded can still be lost with its transaction. */
export function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("IndexedDB took it back."));
  });
}

/**
 * Opens on first use, and anew where the browser ended it: for instance when site data is cleared.
 * @param upgrade makes what is not there yet @param version higher than that of before, where `upgrade` makes more than it did
 */
export function database(
  name: string,
  upgrade: (database: IDBDatabase) => void,
  version = 1,
): () => Promise<IDBDatabase> {
  let opening: Promise<IDBDatabase> | null = null;
  const open = async (): Promise<IDBDatabase> => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => upgrade(request.result);
    const opened = await settled(request);
    opened.onclose = () => (opening = null);
    opened.onversionchange = () => {
      opening = null;
      opened.close();
    };
    return opened;
  };
  return () =>
    (opening ??= open().catch((cause: unknown) => {
      opening = null;
      throw cause;
    }));
}
