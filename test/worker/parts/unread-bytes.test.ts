/** Which sockets are taken for read and which are closed, counted on real ones that a test reads for, or does not. */
import { describe, expect, test, vi } from "vitest";
import { CLOSE, ECHO, UNREAD_ASKED_BYTES, UNREAD_MAX_BYTES } from "../../../protocol/index.ts";
import { makeRoom, SOCKETS_PER_MEMBER, UNREAD_PER_MEMBER } from "../../../worker/room/sockets/member-places.ts";
import { Attachments, closeSocket, type RoomAttachment } from "../../../worker/room/sockets/socket-identity.ts";
import { bytesOf, UnreadBytes } from "../../../worker/room/sockets/unread-bytes.ts";
import { heldSocket, inObject, somebody } from "../support/in-room.ts";

const KIB = 1024;
/** JSON of a frame of so many bytes. */
const frameOf = (bytes: number) => JSON.stringify({ body: "x".repeat(bytes - 11) });
const expectSoon = (look: () => unknown) => vi.waitFor(look, { timeout: 2_000, interval: 2 });

function countedIn(state: DurableObjectState) {
  const { socket, frames, closed } = heldSocket(state, { ...somebody("ada"), leaseAt: 1, readSeq: 0 });
  const unread = new UnreadBytes(new Attachments<RoomAttachment>());
  const told = { bytes: 0 };
  /** Tells so much, a frame of a KiB at a time. */
  const tell = (bytes: number, by = unread) => {
    for (let left = bytes; left > 0; left -= KIB, told.bytes += KIB) by.tell(socket, frameOf(KIB));
  };
  const tokens = () => frames.flatMap(({ type, token }) => (type === "echo" ? [String(token)] : []));
  const asked = async (times: number) => {
    await expectSoon(() => expect(tokens()).toHaveLength(times));
    return tokens().at(-1)!;
  };
  const isOpen = () => socket.readyState === WebSocket.OPEN;
  return { socket, frames, closed, unread, tell, tokens, asked, isOpen };
}

describe("a socket that is told much", () => {
  test("is asked for an echo behind each 128 KiB, by a word that differs each time, and stays while they come back", async () => {
    await inObject(async (state) => {
      const { socket, tell, asked, unread, isOpen, tokens } = countedIn(state);
      tell(UNREAD_ASKED_BYTES - KIB);
      for (let i = 1; i <= 30; i++) {
        tell(i === 1 ? KIB : UNREAD_ASKED_BYTES);
        unread.echoed(socket, await asked(i));
      }
      expect(isOpen()).toBe(true);
      expect(new Set(tokens()).size).toBe(30);
    });
  });

  test("and shows nothing is told a MiB, asked once, and closed with a code that lets it come back", async () => {
    await inObject(async (state) => {
      const { tell, tokens, isOpen, closed, frames } = countedIn(state);
      tell(UNREAD_MAX_BYTES - KIB);
      expect(isOpen()).toBe(true);
      tell(KIB);
      await expectSoon(() => expect(closed()).toBe(CLOSE.unread));
      tell(KIB);
      expect(tokens()).toHaveLength(1);
      expect(JSON.stringify(frames).length).toBeLessThanOrEqual(UNREAD_MAX_BYTES + KIB);
    });
  });

  test("is not taken to read for a word that it made up, nor for one that came back twice", async () => {
    await inObject(async (state) => {
      const { socket, tell, asked, unread, closed } = countedIn(state);
      tell(UNREAD_ASKED_BYTES);
      const first = await asked(1);
      unread.echoed(socket, "made-up");
      unread.echoed(socket, first);
      tell(UNREAD_MAX_BYTES - 2 * KIB);
      unread.echoed(socket, first);
      tell(3 * KIB);
      await expectSoon(() => expect(closed()).toBe(CLOSE.unread));
    });
  });

  test("and reads late stays as long as it is less than that behind", async () => {
    await inObject(async (state) => {
      const { socket, tell, asked, unread, isOpen } = countedIn(state);
      tell(UNREAD_ASKED_BYTES);
      for (let i = 1; i <= 5; i++) {
        // Six times as much comes in before a word is read; the next one goes out with its echo, though nothing more is said.
        tell(UNREAD_ASKED_BYTES * 6);
        unread.echoed(socket, await asked(2 * i - 1));
        unread.echoed(socket, await asked(2 * i));
        tell(UNREAD_ASKED_BYTES);
      }
      expect(isOpen()).toBe(true);
    });
  });

  test("is counted on through the object's sleep, the word that is out included", async () => {
    await inObject(async (state) => {
      const { socket, tell, asked, closed, isOpen } = countedIn(state);
      const awake = () => new UnreadBytes(new Attachments<RoomAttachment>());
      // Each message wakes it anew: what a sleep forgets would never come to a sum.
      for (let i = 0; i < 128; i++) tell(KIB, awake());
      const word = await asked(1);
      awake().echoed(socket, word);
      for (let i = 0; i < UNREAD_MAX_BYTES / KIB / 2 - 64; i++) tell(KIB, awake());
      expect(isOpen()).toBe(true);
      for (let i = 0; i < UNREAD_MAX_BYTES / KIB; i++) tell(KIB, awake());
      await expectSoon(() => expect(closed()).toBe(CLOSE.unread));
    });
  });

  test("is counted in bytes of UTF-8, of which letters of most scripts are two or three", () => {
    expect(["abc", "é", "عر", "你好", "😀"].map(bytesOf)).toEqual([3, 2, 4, 6, 6]);
  });
});

describe("what a socket asks for", () => {
  test("it gets however large it is, but nothing more where it does not read that", async () => {
    await inObject(async (state) => {
      const { socket, unread, asked, isOpen, tell } = countedIn(state);
      unread.answer(socket, frameOf(3 * UNREAD_MAX_BYTES));
      expect([unread.mayAsk(socket), isOpen()]).toEqual([false, true]);
      tell(KIB);
      expect(isOpen()).toBe(true);
      unread.echoed(socket, await asked(1));
      expect(unread.mayAsk(socket)).toBe(true);
    });
  });

  test("a first frame is not told of as unread, but where it is large", async () => {
    await inObject(async (state) => {
      const { socket, unread, asked, frames } = countedIn(state);
      const before: unknown = socket.deserializeAttachment();
      unread.greet(socket, frameOf(20 * KIB));
      // A crowd comes at once: nothing is written for each.
      expect(socket.deserializeAttachment()).toEqual(before);
      unread.greet(socket, frameOf(UNREAD_ASKED_BYTES));
      await asked(1);
      expect(JSON.stringify(frames.at(-1)).startsWith(ECHO)).toBe(true);
    });
  });
});

test("of one person, so many that are closed and not read are waited for, and no more is opened meanwhile", async () => {
  await inObject((state) => {
    const all = Array.from({ length: UNREAD_PER_MEMBER }, () => heldSocket(state, somebody("ada")).socket);
    expect(makeRoom(all.slice(1))).toBe(true);
    // One of these tests' sockets is closed as soon as its other end hears of it: it hears when this turn is over.
    for (const socket of all) closeSocket(socket, CLOSE.unread, "too much was not read");
    expect(all.every(({ readyState }) => readyState !== WebSocket.OPEN)).toBe(true);
    expect(makeRoom(all)).toBe(false);
    expect(makeRoom(all.slice(1))).toBe(true);
    expect(SOCKETS_PER_MEMBER).toBeGreaterThan(0);
  });
});
