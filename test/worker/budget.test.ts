import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { RowCounters } from "../support/row-counters.ts";
import { carriedOver, channelOf, fill } from "./support/channel.ts";
import { openClassroom } from "./support/classroom.ts";
import { openChannel, type LiveSocket } from "./support/live-socket.ts";

const WRITERS = 30;
/** As many as a person may post in one breath. */
const EACH = 10;
const MESSAGES = WRITERS * EACH;

test("I10: a message costs at most four rows written, room and history together, so that 10,000 a day fit in half of the free plan", async () => {
  const classroom = await openClassroom();
  const people = await Promise.all(Array.from({ length: WRITERS }, () => classroom.person("student")));
  const { id } = await channelOf(people);
  const sockets: LiveSocket[] = [];
  for (const person of people) sockets.push(await openChannel(id, person));
  // As many from yesterday: the log is as long before as after, so that each message that comes has one go.
  await fill(id, people[0]!, MESSAGES, Date.now() - 86_400_000);

  const counters = new RowCounters();
  await runInDurableObject(env.ROOMS.getByName(id), (_room, state) => counters.watchStorage(state.storage));
  counters.watchD1(env.DB);
  for (let i = 0; i < EACH; i++) await Promise.all(sockets.map((socket) => socket.post(`line ${i}`)));
  await carriedOver(id, 2 * MESSAGES);
  const { roomWritten, d1Written } = counters.take();

  // It can fail: each message is written into the room's log, deleted from it, and written into the history.
  expect(roomWritten).toBeGreaterThanOrEqual(2 * MESSAGES);
  expect(d1Written).toBeGreaterThanOrEqual(MESSAGES);
  expect((roomWritten + d1Written) / MESSAGES).toBeLessThanOrEqual(4);
});
