/** Clients that are cut, miss something, and return all at once. */
import { Client, closeClients, faultsIn, isAt, openClients, until } from "./client.ts";
import { usage } from "./process-tree.ts";
import type { Channel, Target } from "./target.ts";

/** Messages while they were away. */
const MISSED = 20;

/**
 * Measures from the first try to return until all have everything and have heard a message posted after that.
 * @param meanwhile what happens to the server before they return
 * @throws Error where something was lost, doubled or out of order
 */
export async function comeBack(
  target: Target,
  people: number,
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<{ ms: number; cpuMs: number }> {
  Client.reset(false);
  const channel: Channel = target.openChannel();
  let stayed = await Client.open(channel, 0);
  const away = await openClients(channel, people, 1);
  stayed.post();
  await until([stayed, ...away], isAt([stayed, ...away], 1), "all heard the first message");
  for (const client of away) client.cut();
  for (let i = 0; i < MISSED; i++) stayed.post();
  await until([stayed], isAt([stayed], 1 + MISSED), "the messages meanwhile are stored");
  await meanwhile();

  const before = usage(target.pid).cpuMs;
  const start = performance.now();
  const returning = away.map((client, i) => Client.open(channel, i + 1, client.rev));
  // A server that started anew has no sockets: who stayed returns like everybody.
  if (stayed.isGone) stayed = await Client.open(channel, 0, stayed.rev);
  // Posted while they arrive: seen live by those who are back, and in the resume by those who are not.
  stayed.post();
  const back = await Promise.all(returning);
  await until(back, isAt(back, MISSED + 1), "all have caught up");
  stayed.post();
  await until(back, isAt(back, MISSED + 2), "all are live");
  const ms = performance.now() - start;
  const cpuMs = usage(target.pid).cpuMs - before;

  for (const [i, { places }] of back.entries()) {
    const { lost, doubled, reordered } = faultsIn([...away[i]!.places, ...places], MISSED + 3);
    if (lost + doubled + reordered > 0)
      throw new Error(`${target.name}: ${lost} lost, ${doubled} doubled, ${reordered} out of order`);
  }
  closeClients([stayed, ...back]);
  return { ms, cpuMs };
}
