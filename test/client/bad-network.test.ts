/** One session over a network that fails in every way, by seeds. */
import { describe, expect, test } from "vitest";
import { refusal, type Message } from "../../protocol/index.ts";
import { channelOpened } from "./support/open-channel.ts";
import { logOf } from "./support/room-log.ts";
import { seeded, seeds } from "./support/seeded.ts";

/** A room and a session with cuts, lost answers and slow pages between them. */
async function throughABadNetwork(seed: number): Promise<void> {
  const random = seeded(seed);
  const { session, log, network, clock, sockets, welcome } = await channelOpened({
    log: logOf(random.int(1, 90)),
    random: () => random.next(),
  });
  const written: string[] = [];
  let answered = 0;
  const up = () => session.snapshot().connection === "open";
  const greet = () => {
    if (session.snapshot().connection !== "connecting") return;
    answered = 0;
    welcome();
  };
  const serve = () => {
    if (!up()) return;
    const socket = sockets.last();
    for (const frame of socket.frames.slice(answered)) {
      answered += 1;
      const ref = String(frame["id"]);
      if (frame["type"] === "resume") {
        const changes = log.since(Number(frame["rev"]));
        socket.says({ type: "resumed", now: clock.now(), head: log.head, changes, readSeq: 0 });
      } else if (frame["type"] !== "post") continue;
      else if (random.chance(0.1))
        socket.says({ type: "refused", ref, refusal: refusal("too_fast", { retryAfter: 500 }) });
      else {
        const rev = log.rev;
        const message: Message = log.post(String(frame["body"]), ref);
        if (random.chance(0.2)) return socket.drops();
        const stored = () => socket.says({ type: "stored", messages: [{ ...message, body: undefined }] });
        const changed = () => message.rev > rev && socket.says({ type: "changed", changes: [message] });
        for (const say of random.chance(0.5) ? [stored, changed] : [changed, stored]) say();
      }
    }
  };
  for (let step = 0; step < 120; step += 1) {
    const now = random.pick([
      () => written.push(`mine ${written.length}`) > 0 && session.send(written.at(-1) ?? ""),
      () => up() && sockets.last().says({ type: "changed", changes: [log.post("theirs")] }),
      () => up() && sockets.last().says({ type: "changed", changes: [log.edit(1, `e${step}`)] }),
      () => void session.loadOlder(),
      () => up() && sockets.last().drops(),
      () => (network.reachable = !network.reachable),
      greet,
      serve,
      serve,
    ]);
    now();
    await clock.pass(random.int(0, 400));
  }
  network.reachable = true;
  for (let n = 0; n < 200 && session.snapshot().pending.length > 0; n += 1) {
    greet();
    serve();
    await clock.pass(500);
  }
  greet();
  while (!session.snapshot().reachedStart) await session.loadOlder();
  expect(session.snapshot().messages).toEqual(log.messages);
  expect(session.snapshot().pending).toEqual([]);
  const mine = log.messages.map(({ body }) => body).filter((body) => body.startsWith("mine"));
  expect([...mine].sort(), "each once, none lost").toEqual([...written].sort());
}

describe("I1 I2 I4 whatever the network does, what I wrote is there once, and I see what the room has", () => {
  test.each(seeds(25))("seed %i", (seed) => throughABadNetwork(seed), 20_000);
});
