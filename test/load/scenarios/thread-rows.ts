/** Rows that a thread costs, room and channel and history together, by the platform's counters. */
import {
  ChannelSession,
  createApi,
  createMemoryOutboxStore,
  mintMessageId,
  Outbox,
  silentSignals,
} from "../../../client/index.ts";
import type { CountingPlace } from "../counting-place.ts";
import { pause } from "../pace.ts";

const REPLIES = 5;
/** Between one and the next: each is told to the channel by itself. */
const APART_MS = 12_000;
/** Until the alarms have rung. */
const SETTLE_MS = 33_000;
const quiet = { signals: silentSignals, schedule: (run: () => void) => run() };

/** On a message by person 0, answered by others in turn. */
export async function rowsOfThread(
  place: CountingPlace,
  channel: string,
): Promise<{ first: number; joining: number; reply: number }> {
  const [author, ...others] = [0, 1, 2, 3].map((i) => createApi({ baseUrl: place.url, token: place.token(i) }));
  if (!author || !others[0]) throw new Error("a thread needs people");
  const { message } = await author.call(
    "messages.post",
    { channel },
    { id: mintMessageId(Date.now()), body: "Who knows?" },
  );
  await pause(SETTLE_MS);
  const written = async () => {
    const { roomWritten, d1Written } = await place.counts();
    return roomWritten + d1Written;
  };
  await written();
  const thread = (await others[0].call("threads.start", { channel, seq: message.seq })).channel.id;
  const people = await Promise.all(
    others.map(async (api) => {
      const outbox = new Outbox({ api, store: createMemoryOutboxStore(), locks: null, ...quiet });
      await outbox.start();
      const session = new ChannelSession({ api, channel: thread, outbox, ...quiet });
      session.open();
      // As the page has it: the channel stays open beside its thread.
      const beside = new ChannelSession({ api, channel, outbox, ...quiet });
      beside.open();
      return { outbox, session, beside };
    }),
  );
  people[0]?.session.send("I do.");
  await pause(SETTLE_MS);
  const first = await written();
  // Who answers for the first time comes to follow the thread: that is counted by itself.
  for (const { session } of people.slice(1)) session.send("Me too.");
  await pause(SETTLE_MS);
  const joining = ((await written()) - 1) / (people.length - 1);
  for (let i = 0; i < REPLIES; i++) {
    people[i % people.length]?.session.send("So do I.");
    await pause(APART_MS);
  }
  await pause(SETTLE_MS);
  const reply = (await written()) / REPLIES;
  for (const { session, beside, outbox } of people) {
    session.close();
    beside.close();
    outbox.stop();
  }
  return { first, joining, reply };
}
