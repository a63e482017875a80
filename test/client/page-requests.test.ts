import { expect, test } from "vitest";
import { PageRequests } from "../../client/page-requests.ts";
import { refusal, type ChannelRequest, type Page } from "../../protocol/index.ts";
import { FakeClock } from "./support/fake-clock.ts";

const pageOf = (rev: number): Page => ({ messages: [], reachedStart: true, reachedEnd: true, rev });

function requests({ hasSocket = true } = {}) {
  const clock = new FakeClock();
  const sent: Extract<ChannelRequest, { type: "page" }>[] = [];
  const byHttp: object[] = [];
  const pages = new PageRequests({
    clock,
    send: (request) => {
      if (request.type === "page") sent.push(request);
      return hasSocket;
    },
    byHttp: (query) => {
      byHttp.push(query);
      return Promise.resolve(pageOf(1));
    },
  });
  return { clock, sent, byHttp, pages };
}

test("R60: where the room answers pages, they are asked for on the socket and nothing goes by HTTP", async () => {
  const { sent, byHttp, pages } = requests();
  pages.opened(true);
  const page = pages.fetch({ before: 51, limit: 50, rev: 7 });
  expect(sent).toEqual([{ type: "page", ref: sent[0]!.ref, before: 51, limit: 50 }]);
  expect(pages.receive({ type: "page", ref: sent[0]!.ref, page: pageOf(9) })).toBe(true);
  expect((await page).rev).toBe(9);
  expect(byHttp).toEqual([]);
});

test("R60: before the greeting, with an older server, and without a socket, pages go by HTTP", async () => {
  const { sent, byHttp, pages } = requests();
  await pages.fetch({ before: 5 });
  pages.opened(false);
  await pages.fetch({ before: 5 });
  expect(sent).toEqual([]);
  const without = requests({ hasSocket: false });
  without.pages.opened(true);
  await without.pages.fetch({ before: 5, rev: 3 });
  expect(byHttp).toHaveLength(2);
  expect(without.byHttp).toEqual([{ before: 5, rev: 3 }]);
});

test("R60: a refusal, a socket that is cut and an answer that does not come lead to HTTP, once each", async () => {
  const { clock, sent, byHttp, pages } = requests();
  pages.opened(true);
  const refused = pages.fetch({ before: 1 });
  expect(pages.receive({ type: "refused", ref: sent[0]!.ref, refusal: refusal("too_fast") })).toBe(true);
  await refused;
  const late = pages.fetch({ before: 2 });
  await clock.pass(5_000);
  await late;
  // It comes after all: nobody waits for it any more.
  expect(pages.receive({ type: "page", ref: sent[1]!.ref, page: pageOf(9) })).toBe(true);
  const cut = pages.fetch({ before: 3 });
  pages.lost();
  await cut;
  expect(byHttp).toEqual([{ before: 1 }, { before: 2 }, { before: 3 }]);
});

test("what is refused to others is left to them", () => {
  const { pages } = requests();
  expect(pages.receive({ type: "refused", ref: "e1", refusal: refusal("stale") })).toBe(false);
  expect(pages.receive({ type: "refused", refusal: refusal("too_fast") })).toBe(false);
});
