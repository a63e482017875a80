/** The network of a lecture hall fails and comes back: 500 clients are cut and all return at once. */
import { Client, closeClients, faultsIn, isAt, openClients, until } from "../client.ts";
import { usage } from "../process-tree.ts";
import { ratio, type Scenario } from "../scenario.ts";
import type { Channel, Target } from "../target.ts";

/** Messages while they were away. */
const MISSED = 20;

export const storm: Scenario = {
  name: "storm",
  async run(bench) {
    const [place, { single }] = [await bench.place(), await bench.yardsticks()];
    const people = bench.quick ? 100 : 500;
    const raw: Record<string, number> = {};
    const times: Record<string, number> = {};
    for (const target of [single, place]) {
      const { ms, cpuMs } = await comeBack(target, people);
      times[target.name] = ms;
      raw[`${target.name}: all back after ms`] = ms;
      raw[`${target.name}: server CPU ms per client`] = cpuMs / people;
    }
    return {
      measured: [
        ratio(
          `storm: ${people} clients live and caught up`,
          times["PLACE"]! / times["single"]!,
          "single",
          "less",
          2,
          1.3,
        ),
      ],
      raw,
    };
  },
};

async function comeBack(target: Target, people: number): Promise<{ ms: number; cpuMs: number }> {
  Client.reset(false);
  const channel: Channel = target.openChannel();
  const stayed = await Client.open(channel, 0);
  const away = await openClients(channel, people, 1);
  stayed.post();
  await until([stayed, ...away], isAt([stayed, ...away], 1), "all heard the first message");
  for (const client of away) client.cut();
  for (let i = 0; i < MISSED; i++) stayed.post();
  await until([stayed], isAt([stayed], 1 + MISSED), "the messages meanwhile are stored");

  const before = usage(target.pid).cpuMs;
  const start = performance.now();
  // Posted while they arrive: seen live by those who are back, and in the resume by those who are not.
  stayed.post();
  const back = await Promise.all(away.map((client, i) => Client.open(channel, i + 1, client.rev)));
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
