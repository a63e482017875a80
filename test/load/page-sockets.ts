/** Pages of history asked for on open sockets, one after another on each: the bare object's. */
import { RawSocket } from "./raw-socket.ts";

export interface PageSockets {
  /** The page of `limit` messages before a place. `i`: which socket asks. @throws Error when another number came */
  page(i: number, before: number, limit: number): Promise<void>;
  close(): void;
}

export async function openPageSockets(url: string, count: number): Promise<PageSockets> {
  const answers: ((text: Buffer) => void)[] = [];
  const sockets = await Promise.all(
    Array.from({ length: count }, (_, i) => RawSocket.open(url, {}, (text) => answers[i]?.(text))),
  );
  return {
    page: (i, before, limit) =>
      new Promise((resolve, reject) => {
        answers[i] = (text) => {
          const found = text.toString().split('"seq":').length - 1;
          if (found === limit) resolve();
          else reject(new Error(`before ${before}: ${found} messages`));
        };
        sockets[i]!.send(JSON.stringify({ type: "page", before, limit }));
      }),
    close() {
      for (const socket of sockets) socket.close();
    },
  };
}
