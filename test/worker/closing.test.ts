/** How a socket ends: whoever says goodbye is answered, on both kinds of socket, and is gone for the others at once. */
import { describe, expect, test } from "vitest";
import { CLOSE } from "../../protocol/index.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, type Somebody } from "./support/classroom.ts";
import { openChannel, openWorkspace, upgrade } from "./support/live-socket.ts";

/** A client that says goodbye, and hears how it was answered. */
async function goodbye(path: string, who: Somebody, ...words: [number?, string?]) {
  const { webSocket } = await upgrade(path, who);
  const socket = webSocket!;
  const answers: { code: number; reason: string; wasClean: boolean }[] = [];
  const answered = new Promise<void>((resolve) => {
    socket.addEventListener("close", ({ code, reason, wasClean }) => {
      answers.push({ code, reason, wasClean });
      resolve();
    });
  });
  socket.accept({ allowHalfOpen: true });
  socket.close(...words);
  await answered;
  return { answers, socket };
}

describe("a goodbye", () => {
  test.each<[string, [number?, string?], { code: number; reason: string }]>([
    ["with a code and a reason", [4000, "see you"], { code: 4000, reason: "see you" }],
    ["as browsers say it", [1000], { code: 1000, reason: "" }],
    ["without a code", [], { code: 1005, reason: "" }],
  ])("%s is answered in its own words, by the room and by the hub", async (_title, words, answer) => {
    const classroom = await openClassroom();
    const ada = await classroom.person("student");
    const { id } = await channelOf([ada]);
    for (const path of [`/channels/${id}/socket`, `/workspaces/${classroom.id}/socket`]) {
      const { answers } = await goodbye(path, ada, ...words);
      expect(answers, path).toEqual([{ ...answer, wasClean: true }]);
    }
  });

  test("said twice is answered once, and told once", async () => {
    const classroom = await openClassroom();
    const ada = await classroom.person("student");
    const watching = await openWorkspace(classroom.id, ada);
    const { answers, socket } = await goodbye(`/workspaces/${classroom.id}/socket`, ada, 1000);
    socket.close(1000);
    await watching.next("devices", ({ count }) => count === 2);
    const again = await openWorkspace(classroom.id, ada);
    await watching.next("devices", ({ count }) => count === 2);
    const told = watching.frames.flatMap((frame) => (frame.type === "devices" ? [frame.count] : []));
    expect([answers.length, told]).toEqual([1, [1, 2, 1, 2]]);
    again.close();
  });

  test("that the room said first is not answered with another one", async () => {
    const classroom = await openClassroom();
    const [ada, eve] = [await classroom.person("student"), await classroom.person("student")];
    const { id } = await channelOf([ada, eve]);
    const live = await openChannel(id, eve);
    await live.next("welcome");
    expect((await ada.delete(`/channels/${id}/members/${eve.id}`)).status).toBe(204);
    const { code } = await live.whenClosed();
    expect(code).toBe(CLOSE.removed);
    expect(live.frames.filter(({ type }) => type === "ended")).toHaveLength(1);
  });
});
