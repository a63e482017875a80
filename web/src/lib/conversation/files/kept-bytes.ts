/**
 * The bytes of messages that wait for their files, and of those that stand over a field: in the browser's own database, so that a page that is
 * opened later goes on. One per account, as the outbox is.
 */
import type { BegunUpload } from "../../../../../client/file-upload.ts";
import type { Uploaded } from "../../../../../protocol/index.ts";

export interface KeptFile {
  name: string;
  bytes: Blob;
  preview?: Blob | undefined;
  alt: string;
  blur?: string | undefined;
  width?: number | undefined;
  height?: number | undefined;
  /** As far as it came. */
  begun?: BegunUpload | undefined;
  uploaded?: Uploaded | undefined;
  previewUploaded?: Uploaded | undefined;
}
/** Where files stand that nobody has sent yet. */
export interface KeptTray {
  workspace: string;
  channel: string;
  /** When they were last changed, ms since 1970. */
  at: number;
}
interface KeptMessage {
  /** Id of the message. */
  id: string;
  files: KeptFile[];
  /** Left out: it was sent, and waits for them. */
  tray?: KeptTray | undefined;
}

const STORE = "messages";

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB failed."));
  });
}

export class KeptBytes {
  readonly #account: string;
  #opening: Promise<IDBDatabase> | null = null;

  constructor(account: string) {
    this.#account = account;
  }

  async get(message: string): Promise<KeptFile[] | undefined> {
    const store = await this.#store("readonly");
    return (await settled(store.get(message) as IDBRequest<KeptMessage | undefined>))?.files;
  }

  async put(message: string, files: KeptFile[], tray?: KeptTray): Promise<void> {
    const store = await this.#store("readwrite");
    await settled(store.put({ id: message, files, tray } satisfies KeptMessage));
  }

  /** Of messages that nobody has sent yet. */
  async trays(): Promise<(KeptTray & { message: string; files: KeptFile[] })[]> {
    const store = await this.#store("readonly");
    const all = await settled(store.getAll() as IDBRequest<KeptMessage[]>);
    return all.flatMap(({ id, files, tray }) => (tray ? [{ ...tray, message: id, files }] : []));
  }

  async remove(message: string): Promise<void> {
    const store = await this.#store("readwrite");
    await settled(store.delete(message));
  }

  async #store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
    this.#opening ??= this.#open().catch((cause: unknown) => {
      this.#opening = null;
      throw cause;
    });
    return (await this.#opening).transaction(STORE, mode).objectStore(STORE);
  }

  async #open(): Promise<IDBDatabase> {
    const request = indexedDB.open(`place-files:${this.#account}`, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    const database = await settled(request);
    database.onclose = () => (this.#opening = null);
    database.onversionchange = () => {
      this.#opening = null;
      database.close();
    };
    return database;
  }
}
