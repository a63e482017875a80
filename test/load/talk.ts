/** People who write in turns, at a pace that does not wait for answers, and all of whom read. */
import { Client, closeClients, faultsIn, isAt, openClients, until } from "./client.ts";
import { atPace } from "./pace.ts";
import { median, percentile } from "./stats.ts";
import type { Target } from "./target.ts";

export const CLASS = 60;

export interface Delays {
  /** Milliseconds from when a message was due to when each reader saw it. */
  seen50: number;
  seen99: number;
  acknowledged50: number;
}

/** @throws Error where something was lost, doubled or out of order */
export async function talkInNewChannel(target: Target, perSecond: number, count: number): Promise<Delays> {
  const clients = await openClients(target.openChannel(), CLASS);
  const delays = await talk(clients, perSecond, count);
  closeClients(clients);
  for (const { places } of clients) {
    const { lost, doubled, reordered } = faultsIn(places, count);
    if (lost + doubled + reordered > 0)
      throw new Error(`${target.name}: ${lost} lost, ${doubled} doubled, ${reordered} out of order`);
  }
  return delays;
}

/** `count` messages more in a channel where these clients saw everything. */
export async function talk(clients: Client[], perSecond: number, count: number): Promise<Delays> {
  Client.reset(true);
  const before = clients[0]?.places.length ?? 0;
  // 7 has no divisor in common with 60: everybody's turn comes, and never that of neighbours.
  await atPace(perSecond, count, (i, dueAt) => clients[(i * 7) % clients.length]!.post(dueAt));
  await until(clients, isAt(clients, before + count), "every reader has everything");
  return {
    seen50: median(Client.seen),
    seen99: percentile(Client.seen, 99),
    acknowledged50: median(Client.acknowledged),
  };
}
