/** Requests over kept connections, some at a time. */
import { Agent, request } from "node:http";

export const AT_A_TIME = 8;
const agent = new Agent({ keepAlive: true, maxSockets: AT_A_TIME });

/** @throws Error when the answer is no 200 */
export function get(url: string, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    request(url, { agent, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        if (answer.statusCode === 200) resolve(text);
        else reject(new Error(`${url}: ${answer.statusCode} ${text.slice(0, 200)}`));
      });
    })
      .once("error", reject)
      .end();
  });
}

/** Milliseconds for `count` requests, eight at a time. `ask` is told which request it is, and which of the eight asks. */
export async function timeOf(count: number, ask: (i: number, asker: number) => Promise<unknown>): Promise<number> {
  const start = performance.now();
  let next = 0;
  const askOn = async (_: unknown, asker: number) => {
    while (next < count) await ask(next++, asker);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, askOn));
  return performance.now() - start;
}
