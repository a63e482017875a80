/** A room that meets its channel and its people: what is due, what is counted, and by which mark a refusal is found again. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { expect, test } from "vitest";
import { ReadMarks, SAVE_EVERY_MS } from "../../../worker/room/readers/read-marks.ts";
import { Attachments, type RoomAttachment } from "../../../worker/room/sockets/socket-identity.ts";
import { writeHistory } from "../support/classroom.ts";
import { D1WithFaults } from "../support/d1-with-faults.ts";
import { channelFacts, heldSocket, inObject, somebody } from "../support/in-room.ts";
import { ada, bo, roomIn, wholeRoomForAll } from "../support/whole-room.ts";

wholeRoomForAll();

test("P21: what was scheduled before the room knew its channel rings at its time", async () => {
  await inObject(async (state) => {
    const { no, open, settled, rings } = await roomIn(state);
    const at = Date.now() + 999_000;
    await env.DB.prepare(
      "insert into scheduled (id, channel_no, member_no, body, at, wall_clock, zone, created_at) values (?, ?, ?, 'words', ?, '2027-01-15T08:00:00', 'UTC', 1)",
    )
      .bind(uuidv7(), no, ada.no, at)
      .run();
    await open(ada);
    await settled();
    expect(rings()).toBe(at);
  });
});

test("the newest page of an open socket is the room's, as much of it as was asked for", async () => {
  await inObject(async (state) => {
    const { id, open, settled, d1 } = await roomIn(state);
    await writeHistory(id, ada, 5);
    const tab = await open(ada);
    await tab.next("welcome");
    await settled();
    const asked = d1.calls.length;
    tab.say({ type: "page", ref: "p1", limit: 2 });
    const answer = await tab.next("page");
    expect(answer).toMatchObject({ ref: "p1", page: { messages: [{ seq: 4 }, { seq: 5 }] } });
    expect(d1.calls).toHaveLength(asked);
  });
});

test("a refusal carries the mark of the request by which its socket came, and none where it had none", async () => {
  await inObject(async (state) => {
    const { open } = await roomIn(state);
    const [marked, plain] = [await open(ada, { trace: "trace-7" }), await open(bo)];
    for (const tab of [marked, plain]) {
      tab.say({ type: "edit", ref: "e1", seq: 9, body: "none" });
      await tab.next("refused");
    }
    expect(marked.heard("refused")[0]).toMatchObject({ ref: "e1", refusal: { code: "not_found", trace: "trace-7" } });
    expect(plain.heard("refused")[0]!.refusal).not.toHaveProperty("trace");
  });
});

test("R12: a mark that moves while the others are saved is due four minutes after it moved, and who read nothing stays as they were", async () => {
  await inObject(async (state) => {
    const d1 = new D1WithFaults(env.DB);
    const attachments = new Attachments<RoomAttachment>();
    const marks = new ReadMarks(attachments, d1.binding, () => state.getWebSockets());
    const known = (person: typeof ada) => ({
      ...somebody(person.id, { memberNo: person.no }),
      ...{ leaseAt: Date.now(), readSeq: 3, savedReadSeq: 3 },
    });
    const [a, b] = [heldSocket(state, known(ada)).socket, heldSocket(state, known(bo)).socket];
    marks.move(a, 5);
    const gate = d1.hold(/memberships/u);
    const saving = marks.save(channelFacts(), [a, b]);
    await gate.arrived();
    const moved = marks.move(a, 7)!;
    // The answer comes later by the clock.
    while (Date.now() <= moved.at! + 2) await scheduler.wait(1);
    await gate.open();
    await saving;
    expect(attachments.of(a)).toMatchObject({ readSeq: 7, savedReadSeq: 5, unsavedAt: moved.at });
    expect(marks.next).toBe(moved.at! + SAVE_EVERY_MS);
    expect(attachments.of(b)).toMatchObject({ readSeq: 3, savedReadSeq: 3 });
    expect(attachments.of(b)).not.toHaveProperty("unsavedAt");
  });
});
