/** Moving a message: how many replies go along is said before and after, and an open thread follows its message. */
import { describe, expect, test, vi } from "vitest";
import { RefusedError } from "../../../client/index.ts";
import { refusal, type Message, type MyChannel } from "../../../protocol/index.ts";
import { toasts } from "../../../web/src/lib/base/toasts/toasts.svelte.ts";
import MoveDialog from "../../../web/src/lib/features/moving/MoveDialog.svelte";
import { Thread } from "../../../web/src/lib/features/threads/thread.svelte.ts";
import { channelOf, classroom, mapOf, memberOf, type Fakes } from "../../support/web-class.ts";
import { click, drawn, eventually, screen, submit } from "./support/drawn.ts";

const message = (seq: number, count = 0): Message =>
  ({
    ...{ id: `m${seq}`, seq, rev: seq, at: 1, author: "ben", body: `Line ${seq}` },
    ...(count > 0 && { meta: { thread: { channel: `t${seq}`, count, lastAt: 1, people: ["ben"] } } }),
  }) as Message;
const general = channelOf("general", { lastSeq: 3 });

function moving(first: Message, fakes: Fakes = {}) {
  const { workspace } = classroom(
    {
      channels: mapOf(general, channelOf("exams")),
      members: mapOf(memberOf("ada", { role: "teacher" }), memberOf("ben")),
      me: { member: "ada", role: "teacher", guest: false },
    },
    {
      "threads.inChannel": async () => ({ threads: [{ channel: "t9", root: message(9) }] }),
      "messages.page": async () => ({ messages: [message(1, 2), message(2), message(3, 5)] }),
      ...fakes,
    },
  );
  const onclose = vi.fn();
  drawn(MoveDialog, { message: first, channel: general, workspace, onclose });
  return { onclose };
}
const words = () => screen.getByRole("dialog").textContent ?? "";

describe("the dialog that moves", () => {
  test("says how many replies go along, of one message and of the stretch, and offers no thread to what has one", async () => {
    moving(message(1, 2));
    expect(words()).toContain("2 replies in threads go along.");
    click(screen.getByRole("radio", { name: /the 2 after it/u }));
    await eventually(() => expect(words()).toContain("7 replies in threads go along."));
    click(screen.getByRole("radio", { name: /#exams/u }));
    await eventually(() => expect(screen.queryByRole("radio", { name: /Line 9/u })).toBeNull());
  });

  test("says nothing of replies where there are none, and offers the threads of the channel", async () => {
    moving(message(2));
    expect(words()).not.toContain("go along");
    click(screen.getByRole("radio", { name: /#exams/u }));
    await eventually(() => expect(screen.getByRole("radio", { name: /Line 9/u })).toBeTruthy());
  });

  test("says how many went along once it is done", async () => {
    const asked: unknown[] = [];
    const { onclose } = moving(message(1, 2), {
      "moves.move": async (_at, body) => {
        asked.push(body);
        return { move: { id: "move", target: "exams", places: [{ from: 1, to: 8 }], isDone: true, answers: 2 } };
      },
    });
    click(screen.getByRole("radio", { name: /#exams/u }));
    submit(screen.getByRole("dialog"));
    await eventually(() => expect(onclose).toHaveBeenCalledOnce());
    expect(asked).toEqual([{ from: 1, to: 1, target: "exams" }]);
    expect(toasts.shown[0]?.text.replace(/[\u2068\u2069]/gu, "")).toBe("Moved to #exams, with 2 replies");
  });
});

describe("taken back", () => {
  const answer = async (stayed: object[]) => {
    const made = { id: "move", target: "exams", places: [{ from: 1, to: 8 }], isDone: true };
    moving(message(1), {
      "moves.move": async () => ({ move: made }),
      "moves.undo": async () => ({ move: { ...made, ...(stayed.length > 0 && { stayed }) } }),
    });
    click(screen.getByRole("radio", { name: /#exams/u }));
    submit(screen.getByRole("dialog"));
    await eventually(() => expect(toasts.shown).toHaveLength(1));
    toasts.shown[0]!.undo!();
    await eventually(() => expect(toasts.shown.at(-1)?.text).toMatch(/back/u));
    return toasts.shown.at(-1)!.text.replace(/[\u2068\u2069]/gu, "");
  };

  test("it says so, or what did not come since somebody moved it on, and where that is", async () => {
    expect(await answer([])).toBe("Moved back.");
  });
  test("what somebody moved on is said, with where it is", async () => {
    const stayed = [{ from: 1, to: { channel: "exams", seq: 3 } }, { from: 2 }];
    expect(await answer(stayed)).toBe("Moved back, except 2 that somebody moved on to #exams.");
  });
  test("where one does not read that, it is said without a name", async () => {
    expect(await answer([{ from: 1 }])).toBe("Moved back, except one that somebody moved on to where you don't read.");
  });
});

describe("an open thread whose message was moved", () => {
  const thread = (parent: { channel: string; seq: number }): MyChannel => channelOf("t1", { kind: "thread", parent });
  const opened = (fakes: Fakes) => {
    const { workspace } = classroom({ channels: mapOf(general, channelOf("exams")) }, fakes);
    workspace.accept(thread({ channel: "general", seq: 1 }));
    return { workspace, thread: new Thread(workspace, "t1") };
  };

  test("goes to where it hangs now", async () => {
    const open = opened({
      "channels.get": async () => ({ channel: thread({ channel: "exams", seq: 8 }) }),
      "messages.page": async () => ({ messages: [message(8, 2)] }),
    });
    await open.thread.follow();
    expect(open.workspace.channel("t1")?.parent).toEqual({ channel: "exams", seq: 8 });
    expect(open.thread.refusal).toBeNull();
  });

  test("is closed to who may not read it there", async () => {
    const open = opened({ "channels.get": async () => Promise.reject(new RefusedError(refusal("not_found"), 404)) });
    await open.thread.follow();
    expect(open.thread.refusal?.code).toBe("not_found");
  });
});
