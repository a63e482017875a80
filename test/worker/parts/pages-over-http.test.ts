/** Leases of those who read over HTTP: whom they serve, and when they do not. */
import { afterEach, expect, test, vi } from "vitest";
import { LEASE_MS } from "../../../protocol/index.ts";
import type { SocketIdentity } from "../../../worker/room/contract.ts";
import { PagesOverHttp } from "../../../worker/room/sockets/pages-over-http.ts";
import { RecentOrders } from "../../../worker/room/sockets/recent-orders.ts";
import { channelFacts, somebody, threadFacts } from "../support/in-room.ts";

const NOW = 50_000_000;
const ASKED = { before: 9, limit: 3 };
afterEach(() => {
  vi.useRealTimers();
});

function readingIn(begun = true) {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  const recentOrders = new RecentOrders();
  const open = new Set<string>();
  let meanwhile = () => {};
  const pages = new PagesOverHttp({
    log: { begun },
    pages: {
      read: async () => {
        await Promise.resolve();
        meanwhile();
        return "page";
      },
    },
    reconnects: { find: (tokenHash) => (open.has(tokenHash) ? ({} as never) : null) },
    recentOrders,
  });
  return {
    pages,
    recentOrders,
    open,
    /** While the page is read in D1. */
    during: (happens: () => void) => (meanwhile = happens),
    lookUp: (who: SocketIdentity, facts = channelFacts(), at = NOW) => pages.byLookup(facts, who, at, ASKED),
    byLease: ({ tokenHash }: SocketIdentity) => pages.byLease(tokenHash, ASKED),
  };
}
const [ada, bo] = [somebody("ada"), somebody("bo")];

test("who was looked up reads by their lease for as long as one lasts from the look-up, and nobody else does", async () => {
  const { lookUp, byLease } = readingIn();
  expect(await byLease(ada)).toBeNull();
  expect(await lookUp(ada, channelFacts(), NOW - 1_000)).toBe("page");
  expect([await byLease(ada), await byLease(bo)]).toEqual(["page", null]);
  vi.setSystemTime(NOW + LEASE_MS - 1_001);
  expect(await byLease(ada)).toBe("page");
  vi.setSystemTime(NOW + LEASE_MS - 1_000);
  expect(await byLease(ada)).toBeNull();
});

test("so does who has a socket, and nobody where the room does not know its channel yet", async () => {
  const { open, byLease } = readingIn();
  open.add(ada.tokenHash);
  expect(await byLease(ada)).toBe("page");
  const asleep = readingIn(false);
  asleep.open.add(ada.tokenHash);
  expect(await asleep.byLease(ada)).toBeNull();
});

test("I6: in a thread, which hears of nobody while nobody has a socket there, a look-up serves for one page", async () => {
  const { lookUp, byLease } = readingIn();
  expect(await lookUp(ada, threadFacts())).toBe("page");
  expect(await byLease(ada)).toBeNull();
});

test("I6: an order since the look-up makes it worthless, also one that comes while D1 is asked", async () => {
  const { lookUp, byLease, recentOrders, during } = readingIn();
  recentOrders.member("ada");
  expect(await lookUp(ada)).toBeNull();
  expect(await byLease(ada)).toBeNull();
  during(() => recentOrders.member("bo"));
  expect(await lookUp(bo)).toBeNull();
});

test("I6: who loses their lease while D1 is asked is told nothing", async () => {
  const { lookUp, byLease, pages, during } = readingIn();
  await lookUp(ada);
  await lookUp(bo);
  during(() => pages.forget(({ member }) => member === "ada"));
  expect(await byLease(ada)).toBeNull();
  expect(await byLease(bo)).toBe("page");
});

test("a thousand are remembered, those who were looked up last", async () => {
  const { lookUp, byLease } = readingIn();
  const crowd = Array.from({ length: 1_001 }, (_, i) => somebody(`m${i}`));
  for (const who of crowd.slice(0, 1_000)) await lookUp(who);
  await lookUp(crowd[0]!);
  await lookUp(crowd[1_000]!);
  expect(await Promise.all([0, 1, 2, 1_000].map((i) => byLease(crowd[i]!)))).toEqual(["page", null, "page", "page"]);
});
