/** Where D1's answers come in, in every isolate of this file: what the worker asks of those who come, and what happens meanwhile. */
import { env } from "cloudflare:workers";

interface Sender {
  _send(path: string, sql: string | string[], ...more: unknown[]): Promise<unknown>;
}
export const sender = (() => {
  const { dbSession } = env.DB.prepare("select 1") as unknown as { dbSession: Sender };
  let found = Object.getPrototypeOf(dbSession) as Sender;
  while (!Object.hasOwn(found, "_send")) found = Object.getPrototypeOf(found) as Sender;
  return found;
})();
const LOOK_UP = "json_each(?) asked";

/** Once D1 has answered the next look-up of who is calling, and before anybody hears the answer. */
export function meanwhile(happens: () => Promise<unknown>): void {
  const { _send: send } = sender;
  sender._send = async function (this: Sender, path, sql, ...more) {
    const answer = await send.call(this, path, sql, ...more);
    if (![sql].flat().some((text) => text.includes(LOOK_UP))) return answer;
    sender._send = send;
    await happens();
    return answer;
  };
}

/** How often D1 is asked who is calling while this runs. */
export async function lookUpsOf(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const { _send: send } = sender;
  sender._send = function (this: Sender, path, sql, ...more) {
    if ([sql].flat().some((text) => text.includes(LOOK_UP))) count += 1;
    return send.call(this, path, sql, ...more);
  };
  await work().finally(() => (sender._send = send));
  return count;
}
