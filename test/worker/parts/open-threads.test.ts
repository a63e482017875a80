/** Which threads of a channel somebody has open: with whom the room keeps that, and when it is a row. */
import { describe, expect, test } from "vitest";
import type { ChannelSockets } from "../../../worker/room/sockets/channel-sockets.ts";
import { Attachments, type RoomAttachment } from "../../../worker/room/sockets/socket-identity.ts";
import { OpenThreads } from "../../../worker/room/threads/open-threads.ts";
import { heldSocket, inObject, somebody } from "../support/in-room.ts";

describe("I6, I10: the threads of a channel that somebody has open", () => {
  type Held = ReturnType<typeof heldSocket>["socket"];
  function threadsIn(state: DurableObjectState) {
    const told: string[] = [];
    const open = new Set<string>();
    const rooms = { getByName: (name: string) => ({ obey: async () => (told.push(name), open.has(name)) }) };
    const here: Held[] = [];
    /** As after a sleep. */
    const wake = () => {
      const sockets = { attachments: new Attachments<RoomAttachment>(), all: () => here };
      return new OpenThreads(state.storage, rooms as unknown as Env["ROOMS"], sockets as unknown as ChannelSockets);
    };
    const come = (member: string) => {
      const { socket } = heldSocket(state, { ...somebody(member), leaseAt: 1, readSeq: 0, savedReadSeq: 0 });
      here.push(socket);
      return socket;
    };
    const leave = (socket: Held, threads: OpenThreads) => {
      threads.left(socket);
      here.splice(here.indexOf(socket), 1);
    };
    const rows = () => [...state.storage.kv.list()].map(([key]) => key);
    const tellsIn = async (threads: OpenThreads) => {
      told.length = 0;
      await threads.tell({ type: "sessionEnded", session: "s" });
      return told.toSorted();
    };
    return { wake, come, leave, rows, tellsIn, open };
  }

  test("are noted with who is here, over a sleep and for no row, and go on to others when those go", async () => {
    await inObject(async (state) => {
      const { wake, come, leave, rows, tellsIn, open } = threadsIn(state);
      const [ada, bo] = [come("ada"), come("bo")];
      for (const id of ["thread-1", "thread-2"]) {
        open.add(id);
        wake().add(id);
        wake().add(id);
      }
      expect([rows(), await tellsIn(wake())]).toEqual([[], ["thread-1", "thread-2"]]);
      leave(ada, wake());
      expect([rows(), await tellsIn(wake())]).toEqual([[], ["thread-1", "thread-2"]]);
      // The last one goes: now each is a row.
      leave(bo, wake());
      expect(rows()).toEqual(["openThread:thread-1", "openThread:thread-2"]);
      expect(await tellsIn(wake())).toEqual(["thread-1", "thread-2"]);
      // Who comes later takes nothing on that stands already.
      come("cy");
      wake().add("thread-1");
      open.delete("thread-1");
      await tellsIn(wake());
      expect([rows(), await tellsIn(wake())]).toEqual([["openThread:thread-2"], ["thread-2"]]);
    });
  });

  test("are forgotten with the socket where nobody is there any more, and not noted with one that is closing", async () => {
    await inObject(async (state) => {
      const { wake, come, rows, tellsIn } = threadsIn(state);
      const ada = come("ada");
      wake().add("thread-1");
      expect(await tellsIn(wake())).toEqual(["thread-1"]);
      expect(await tellsIn(wake())).toEqual([]);
      ada.close();
      wake().add("thread-2");
      expect([rows(), await tellsIn(wake())]).toEqual([["openThread:thread-2"], ["thread-2"]]);
    });
  });

  test("are as many as there are, whatever one socket can hold", async () => {
    await inObject(async (state) => {
      const { wake, come, rows, tellsIn } = threadsIn(state);
      come("ada");
      const all = Array.from({ length: 60 }, (_, i) => `thread-${i}`);
      for (const id of all) wake().add(id);
      expect(rows().length).toBeGreaterThan(0);
      expect(await tellsIn(wake())).toEqual(all.toSorted());
    });
  });
});
