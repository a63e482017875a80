/** What a workerd isolate tells of itself over its inspector (the Chrome DevTools protocol). */

interface Answer {
  id?: number;
  result?: unknown;
  error?: { message: string };
}

export class Inspector {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      const answer = JSON.parse(String(data)) as Answer;
      if (answer.id !== undefined) this.#waiting.get(answer.id)?.(answer);
    };
  }

  static open(url: string): Promise<Inspector> {
    const socket = new WebSocket(url);
    return new Promise((resolve, reject) => {
      socket.onopen = () => resolve(new Inspector(socket));
      socket.onerror = () => reject(new Error(`no inspector at ${url}`));
    });
  }

  /** Mebibytes of JavaScript objects, garbage included. */
  async heapMiB(): Promise<number> {
    const { usedSize } = (await this.#ask("Runtime.getHeapUsage")) as { usedSize: number };
    return usedSize / 2 ** 20;
  }

  /** The same once everything that nobody holds is gone. */
  async liveHeapMiB(): Promise<number> {
    await this.#ask("HeapProfiler.collectGarbage");
    return this.heapMiB();
  }

  /** Mebibytes of JavaScript objects and of the buffers that they hold, garbage included. */
  async memoryMiB(): Promise<number> {
    const told = (await this.#ask("Runtime.getHeapUsage")) as { usedSize: number; backingStorageSize?: number };
    return (told.usedSize + (told.backingStorageSize ?? 0)) / 2 ** 20;
  }

  /** The same once everything that nobody holds is gone. */
  async liveMemoryMiB(): Promise<number> {
    await this.#ask("HeapProfiler.collectGarbage");
    return this.memoryMiB();
  }

  close(): void {
    this.#socket.close();
  }

  #ask(method: string): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => {
        this.#waiting.delete(id);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result);
      });
      this.#socket.send(JSON.stringify({ id, method }));
    });
  }
}
