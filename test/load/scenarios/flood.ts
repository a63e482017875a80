/** 60 readers, 8 of them write with 8 messages unanswered each: how much can be written and read, and is all of it there? */
import { closeClients, Client, faultsIn, isAt, openClients, until, type Faults } from "../client.ts";
import { usage } from "../process-tree.ts";
import { ratio, type Scenario } from "../scenario.ts";
import type { Target } from "../target.ts";

const [READERS, WRITERS, UNANSWERED] = [60, 8, 8];

interface Flood {
  perSecond: number;
  cpuMsPerMessage: number;
  /** How long after the last delivery the system of record had everything. */
  recordedAfterMs: number;
  faults: Faults;
}

export const flood: Scenario = {
  name: "flood",
  async run(bench) {
    const [place, { single, grouped }] = [await bench.place(), await bench.yardsticks()];
    const ms = bench.quick ? 1_000 : 5_000;
    const results: Record<string, Flood> = {};
    for (const target of [single, place, grouped]) {
      await pour(target, 300);
      results[target.name] = await pour(target, ms);
    }
    const [ours, theirs, plain] = [results["PLACE"]!, results["grouped"]!, results["single"]!];
    const { lost, doubled, reordered } = ours.faults;
    return {
      measured: [
        ratio(
          "flood: messages/s, all delivered and in D1",
          ours.perSecond / theirs.perSecond,
          "grouped",
          "more",
          0.5,
          0.7,
        ),
        ratio("flood: messages/s, all delivered and in D1", ours.perSecond / plain.perSecond, "single", "more", 3, 3),
        {
          quantity: "flood: lost, doubled or out of order",
          value: lost + doubled + reordered,
          goal: { better: "less", atLeast: 0, aim: 0, unit: "messages" },
        },
      ],
      raw: Object.fromEntries(
        Object.entries(results).flatMap(([name, result]) => [
          [`${name} messages/s`, result.perSecond],
          [`${name} deliveries/s`, result.perSecond * READERS],
          [`${name} server CPU ms/message`, result.cpuMsPerMessage],
          [`${name} D1 behind by ms`, result.recordedAfterMs],
        ]),
      ),
    };
  },
};

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
