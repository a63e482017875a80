/** Pages of history asked for on open sockets, one after another on each: PLACE's, and the bare object's. */
import { RawSocket } from "./raw-socket.ts";
import type { Address } from "./target.ts";

export interface PageSockets {
  /** The page of `limit` messages before a place. `i`: which socket asks. @throws Error when another number came, or a refusal */
  page(i: number, before: number, limit: number): Promise<void>;
  close(): void;
}

export async function openPageSockets(addresses: Address[]): Promise<PageSockets> {
  const answers: ((text: Buffer) => void)[] = [];
  const sockets = await Promise.all(
    addresses.map(({ url, headers }, i) => RawSocket.open(url, headers, (text) => answers[i]?.(text))),
  );
  return {
    page: (i, before, limit) =>
      new Promise((resolve, reject) => {
        answers[i] = (text) => {
          if (text.subarray(0, 20).includes('"refused"')) reject(new Error(text.toString()));
          // Who else is there, and what they write, is no page.
          if (!text.subarray(0, 20).includes('"page"')) return;
          const found = text.toString().split('"seq":').length - 1;
          if (found === limit) resolve();
          else reject(new Error(`before ${before}: ${found} messages`));
        };
        sockets[i]!.send(JSON.stringify({ type: "page", ref: "page", before, limit }));
      }),
    close() {
      for (const socket of sockets) socket.close();
    },
  };
}
