/** A storage that does not take what several writes are: nothing of them stands, and the room goes on where it was. */
import { v7 as uuidv7 } from "uuid";
import { expect, test, vi } from "vitest";
import type { MoveOrder } from "../../../worker/room/moving.ts";
import { inObject } from "../support/in-room.ts";
import { ada, bo, roomIn, tess, wholeRoomForAll } from "../support/whole-room.ts";

wholeRoomForAll();

/** The next transaction is carried out, and then the disk is full. */
function fullOnce(state: DurableObjectState): void {
  const together = state.storage.transactionSync.bind(state.storage);
  vi.spyOn(state.storage, "transactionSync").mockImplementationOnce((work) =>
    together(() => {
      work();
      throw new Error("SQLITE_FULL");
    }),
  );
}
const words = (author: string, body: string) => ({
  id: uuidv7({ msecs: 1_500_000_000_000 }),
  author,
  at: 1_500_000_000_000,
  body,
});
type Written = Awaited<ReturnType<Awaited<ReturnType<typeof roomIn>>["post"]>>;
const placeOf = (written: Written) => written.ok && [written.message.seq, written.message.rev];

test("I3: an import that breaks off leaves no hole behind, and is brought whole the next time", async () => {
  await inObject(async (state) => {
    const here = await roomIn(state);
    const list = [words(ada.id, "one"), words(ada.id, "two")];
    fullOnce(state);
    await expect(here.room.importMessages(here.facts, list)).rejects.toThrow("SQLITE_FULL");
    expect((await here.room.newestPage(here.facts, 50)).messages).toEqual([]);
    expect((await here.room.importMessages(here.facts, list)).places.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(placeOf(await here.post(bo, "three"))).toEqual([3, 3]);
    await here.settled();
  });
});

test("I3: so do messages that are moved here, and those that leave again", async () => {
  await inObject(async (state) => {
    const here = await roomIn(state);
    const message = { ...words(bo.id, "elsewhere"), seq: 7, rev: 9 };
    const take: MoveOrder = { type: "take", from: "elsewhere", by: tess.id, messages: [{ as: uuidv7(), message }] };
    fullOnce(state);
    await expect(here.room.move(here.facts, take)).rejects.toThrow("SQLITE_FULL");
    expect(placeOf(await here.post(ada, "first"))).toEqual([1, 1]);
    expect((await here.room.move(here.facts, take)).places).toEqual([{ from: 7, to: 2 }]);
    const leave: MoveOrder = { type: "leave", stones: [{ seq: 2, rev: 2, to: { channel: "elsewhere", seq: 7 } }] };
    fullOnce(state);
    await expect(here.room.move(here.facts, leave)).rejects.toThrow("SQLITE_FULL");
    expect(await here.room.messageAt(here.facts, 2)).toMatchObject({ body: "elsewhere", rev: 2 });
    expect(placeOf(await here.post(ada, "next"))).toEqual([3, 3]);
    await here.settled();
  });
});
