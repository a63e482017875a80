/** Pages of a long history: are those of long ago as quick as the newest, and those of a long channel as those of a short one? */
import { channelId, LONG, SHORT, SHORT_LENGTH } from "../bench-class.ts";
import { AT_A_TIME, get, timeOf } from "../http.ts";
import { openPageSockets } from "../page-sockets.ts";
import type { PlaceTarget } from "../place-target.ts";
import { both, ratio, targetsOf, type Bench, type Scenario } from "../scenario.ts";
import { median } from "../stats.ts";

const PAGE = 50;
const BARE = "single: pages before a place, on open sockets";
const ON_SOCKETS = "page of the long channel, on open sockets";

type Ask = (i: number, asker: number) => Promise<void>;

export const history: Scenario = {
  name: "history",
  samples: { least: 6, most: 12 },
  async run(bench) {
    const targets = await targetsOf(bench);
    const bare = await bareObject(bench);
    const onSockets = await Promise.all(targets.map((place) => pagesOnSockets(bench, place)));
    const kinds = Object.assign(
      {},
      ...[bare, ...onSockets].map((each) => each.kinds),
      ...targets.map((place) => kindsOf(bench, place)),
    ) as Record<string, Ask>;
    const [blocks, size] = bench.quick ? [3, 60] : [4, 80];
    const perRequest = new Map<string, number[]>();
    for (let block = -1; block < blocks; block++) {
      for (const [kind, page] of Object.entries(kinds)) {
        const ms = await timeOf(size, (i, asker) => page(block * size + i + size, asker));
        // The first round warms up.
        if (block >= 0) perRequest.set(kind, [...(perRequest.get(kind) ?? []), ms / size]);
      }
    }
    for (const { close } of [bare, ...onSockets]) close();
    const ms = (kind: string) => median(perRequest.get(kind) ?? []);
    const versus = (name: string, kind: string, than: string) => ms(`${name}: ${than}`) / ms(`${name}: ${kind}`);
    return {
      measured: [
        ratio(
          "history: pages/s 95,000 messages back",
          both(bench, (name) => versus(name, "95,000 back", "newest page")),
          "newest page",
          "more",
          0.9,
          1,
        ),
        ratio(
          "history: pages/s at place 95,000",
          both(bench, (name) => versus(name, "place 95,000", "newest page")),
          "newest page",
          "more",
          0.9,
          1,
        ),
        ratio(
          "history: cost of a page of 100,000 messages",
          both(bench, (name) => versus(name, "page of the short channel", "page of the long channel")),
          "of 1,000",
          "less",
          1.1,
          1.03,
        ),
        ratio(
          "history: pages/s on open sockets, where session and membership are confirmed already",
          both(bench, (name) => ms(BARE) / ms(`${name}: ${ON_SOCKETS}`)),
          "single on open sockets",
          "more",
          0.25,
          0.5,
        ),
        ratio(
          "history: pages/s over HTTP, session and membership checked",
          both(bench, (name) => ms(BARE) / ms(`${name}: page of the long channel`)),
          "single on open sockets",
          "more",
          0.25,
          0.5,
        ),
      ],
      raw: Object.fromEntries(Object.keys(kinds).map((kind) => [`${kind}, pages/s`, 1000 / ms(kind)])),
    };
  },
};

/** Every page is another one, so that none is in memory for having been asked for before. */
const spread = (i: number, range: number) => (i * 97) % range;

function kindsOf({ longHistory }: Bench, { name, url, headers }: PlaceTarget): Record<string, Ask> {
  const ask = async (channelNo: number, query: string, i: number) => {
    const text = await get(`${url}/api/channels/${channelId(channelNo)}/messages?limit=${PAGE}${query}`, headers(i));
    const found = text.split('"seq":').length - 1;
    if (found !== PAGE) throw new Error(`${query}: ${found} messages`);
  };
  const far = Math.round(longHistory * 0.95);
  const near = Math.round(longHistory / 100);
  return {
    [`${name}: newest page`]: (i) => ask(LONG, "", i),
    // Counted from the newest: far back, by scrolling and by a permalink.
    [`${name}: 95,000 back`]: (i) => {
      const seq = longHistory - far + spread(i, near);
      return ask(LONG, i % 2 ? `&before=${seq + PAGE}` : `&around=${seq + PAGE}`, i);
    },
    [`${name}: place 95,000`]: (i) => ask(LONG, `&around=${far + spread(i, near)}`, i),
    [`${name}: page of the long channel`]: (i) => ask(LONG, `&before=${100 + spread(i, longHistory - 500)}`, i),
    [`${name}: page of the short channel`]: (i) => ask(SHORT, `&before=${100 + spread(i, SHORT_LENGTH - 500)}`, i),
  };
}

interface OnSockets {
  kinds: Record<string, Ask>;
  close(): void;
}

/** The same pages of the long channel, as the page itself asks for them. */
async function pagesOnSockets({ longHistory }: Bench, { name, url, headers }: PlaceTarget): Promise<OnSockets> {
  const address = `${url.replace(/^http/u, "ws")}/api/channels/${channelId(LONG)}/socket`;
  const { page, close } = await openPageSockets(
    Array.from({ length: AT_A_TIME }, (_, i) => ({ url: address, headers: headers(i) })),
  );
  // A build from before there were pages on sockets refuses the frame, and has no such row.
  const hasPages = await page(0, 100, PAGE).then(
    () => true,
    () => false,
  );
  const ask: Ask = (i, asker) => page(asker, 100 + spread(i, longHistory - 500), PAGE);
  return { kinds: hasPages ? { [`${name}: ${ON_SOCKETS}`]: ask } : {}, close };
}

/** An object with as many messages, asked on open sockets: nobody is looked up, and no D1 is there. */
async function bareObject({ yardsticks, longHistory }: Bench): Promise<OnSockets> {
  const url = await (await yardsticks()).longChannel(longHistory);
  const { page, close } = await openPageSockets(Array.from({ length: AT_A_TIME }, () => ({ url, headers: {} })));
  return { kinds: { [BARE]: (i, asker) => page(asker, 100 + spread(i, longHistory - 500), PAGE) }, close };
}
