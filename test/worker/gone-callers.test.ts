/** Callers who go away in the middle of a request: the others go on. */
import { exports } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { afterEach, expect, test, vi } from "vitest";
import { channelOf } from "./support/channel.ts";
import { openClassroom, ORIGIN, type Somebody } from "./support/classroom.ts";
import { openChannel } from "./support/live-socket.ts";

/** Sends a message over HTTP and goes away so many milliseconds later. */
async function giveUp(who: Somebody, channel: string, afterMs: number): Promise<void> {
  const given = new AbortController();
  const trying = exports.default
    .fetch(
      new Request(`${ORIGIN}/api/channels/${channel}/messages`, {
        method: "POST",
        headers: { authorization: `Bearer ${who.token}`, "content-type": "application/json" },
        body: JSON.stringify({ id: uuidv7(), body: "given up" }),
        signal: given.signal,
      }),
    )
    .then(
      (answer) => answer.text(),
      () => undefined,
    );
  for (let waited = 0; waited < afterMs; waited++) await scheduler.wait(1);
  given.abort();
  await trying;
}

afterEach(() => vi.restoreAllMocks());

test("I8: whoever gives a request up, whenever that is, stops its channel for nobody", async () => {
  const classroom = await openClassroom();
  const people = await Promise.all(Array.from({ length: 12 }, () => classroom.person("student")));
  const { id } = await channelOf(people);
  const [ada] = people;
  const socket = await openChannel(id, ada!);
  const clock = Date.now;
  let ahead = 0;
  vi.spyOn(Date, "now").mockImplementation(() => clock() + ahead);
  for (let round = 0; round < 25; round++) {
    // Nobody has to wait for the rates of writing.
    ahead += 10_000;
    await Promise.all(people.slice(1).map((who, i) => giveUp(who, id, (round + i) % 9)));
    await expect(socket.post(`still here ${round}`)).resolves.toBeDefined();
  }
});
