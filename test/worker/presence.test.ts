/** Who is here, as it is told to tabs that open: looked through once for a crowd, and never with somebody who is gone. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Presence, type PresenceChange } from "../../worker/hub/presence.ts";
import { Attachments, type HubAttachment } from "../../worker/room/sockets/socket-identity.ts";

/** A hub's sockets, how often they were looked through, and what was told. */
function hub() {
  const sockets: WebSocket[] = [];
  const told: PresenceChange[] = [];
  let looks = 0;
  const ctx = {
    getWebSockets: () => {
      looks += 1;
      return [...sockets];
    },
    getWebSocketAutoResponseTimestamp: () => null,
  } as unknown as DurableObjectState;
  const attachments = new Attachments<HubAttachment>();
  const presence = new Presence(ctx, attachments, (change) => told.push(change));
  const open = (member: string, more: Partial<HubAttachment> = {}) => {
    const socket = { readyState: WebSocket.OPEN, serializeAttachment: () => undefined } as unknown as WebSocket;
    attachments.set(socket, { member, visible: true, isSilent: true, openedAt: Date.now(), ...more } as HubAttachment);
    sockets.push(socket);
    return { socket, hello: presence.opened(socket) };
  };
  const close = (socket: WebSocket) => {
    sockets.splice(sockets.indexOf(socket), 1);
    presence.left(socket);
  };
  return { presence, attachments, told, open, close, looks: () => looks };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a crowd that comes at once is looked through a few times, not once for each of it", () => {
  const { open, looks } = hub();
  const last = Array.from({ length: 200 }, (_, i) => open(`member-${i}`)).at(-1)!;
  expect(last.hello.online).toHaveLength(200);
  expect(looks()).toBeLessThan(5);
});

test("who left a moment ago is not among those who are here", () => {
  const { open, close } = hub();
  open("ada");
  const eve = open("eve");
  close(eve.socket);
  expect(open("ben").hello.online).toEqual(["ada", "ben"]);
});

test("who hides meanwhile is not among those who are here", () => {
  const { presence, attachments, open } = hub();
  const { socket } = open("ada");
  attachments.set(socket, {
    ...attachments.of(socket),
    privacy: { presence: false, typing: true, readReceipts: true },
  });
  presence.changed();
  expect(open("ben").hello.online).toEqual(["ben"]);
});

test("who hides is not told to their own tab, and does not count", () => {
  const { open } = hub();
  open("ada");
  const hidden = open("eve", { privacy: { presence: false, typing: true, readReceipts: true } });
  expect(hidden.hello.online).toEqual(["ada"]);
});

test("who opens a second tab is not away any more", () => {
  const { open } = hub();
  open("ada", { idle: true });
  expect(open("ada").hello.away).toEqual([]);
});

test("what changed since is told to those who were told the same", () => {
  const { open, told } = hub();
  open("ada");
  open("ben");
  vi.runOnlyPendingTimers();
  expect(told).toEqual([{ online: ["ada", "ben"], away: [], offline: [] }]);
});
