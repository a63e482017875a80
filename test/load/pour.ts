/** As much as can be written and read: 60 readers, 8 of them write with 8 messages unanswered each. */
import { closeClients, Client, faultsIn, isAt, openClients, until, type Faults } from "./client.ts";
import { usage } from "./process-tree.ts";
import type { Target } from "./target.ts";

const READERS = 60;
const [WRITERS, UNANSWERED] = [8, 8];
/** So many messages, without a clock, before what counts: code is compiled, tables are there. */
const WARM_MS = 300;

export interface Flood {
  /** Until the system of record had everything too. */
  perSecond: number;
  /** Until every reader had everything. */
  deliveredPerSecond: number;
  cpuMsPerMessage: number;
  /** How long after the last delivery the system of record had everything. */
  recordedAfterMs: number;
  faults: Faults;
}

export async function pourWarm(target: Target, ms: number): Promise<Flood> {
  await pour(target, WARM_MS);
  return pour(target, ms);
}

async function pour(target: Target, ms: number): Promise<Flood> {
  Client.reset(false);
  const channel = target.openChannel();
  const clients = await openClients(channel, READERS);
  const before = usage(target.pid).cpuMs;
  const start = performance.now();
  let posted = 0;
  let answered = 0;
  await new Promise<void>((resolve) => {
    for (const writer of clients.slice(0, WRITERS)) {
      const post = () => {
        posted += 1;
        writer.post();
      };
      writer.onAck = (count) => {
        answered += count;
        if (performance.now() - start < ms) for (let i = 0; i < count; i++) post();
        else if (answered === posted) resolve();
      };
      for (let i = 0; i < UNANSWERED; i++) post();
    }
  });
  await until(clients, isAt(clients, posted), "every reader has everything");
  const delivered = performance.now();
  const recorded = await recordedAll(channel.recorded, posted);
  const now = performance.now();
  const cpuMs = usage(target.pid).cpuMs - before;
  closeClients(clients);
  return {
    perSecond: posted / ((now - start) / 1000),
    deliveredPerSecond: posted / ((delivered - start) / 1000),
    cpuMsPerMessage: cpuMs / posted,
    recordedAfterMs: now - delivered,
    faults: sum([
      ...clients.map(({ places }) => faultsIn(places, posted)),
      ...(recorded ? [faultsIn(recorded, posted)] : []),
    ]),
  };
}

/** Waits until the system of record has that many. @returns their places in its order, or null where there is no such system */
async function recordedAll(recorded: (() => { seq: number }[]) | undefined, count: number): Promise<number[] | null> {
  if (!recorded) return null;
  for (;;) {
    const rows = recorded();
    if (rows.length >= count) return rows.map(({ seq }) => seq);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const sum = (all: Faults[]): Faults =>
  all.reduce((a, b) => ({
    lost: a.lost + b.lost,
    doubled: a.doubled + b.doubled,
    reordered: a.reordered + b.reordered,
  }));

/** Messages that were lost, doubled or out of order. */
export const countOf = ({ lost, doubled, reordered }: Faults): number => lost + doubled + reordered;

/** By target's name: what is told of it beside the ratios. */
export function rawOf(results: Map<string, Flood>): Record<string, number> {
  return Object.fromEntries(
    [...results].flatMap(([name, { perSecond, cpuMsPerMessage, recordedAfterMs }]) => [
      [`${name} messages/s`, perSecond],
      [`${name} deliveries/s`, perSecond * READERS],
      [`${name} server CPU ms/message`, cpuMsPerMessage],
      [`${name} D1 behind by ms`, recordedAfterMs],
    ]),
  );
}
