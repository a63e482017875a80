/** Pages of a long history: are those of long ago as quick as the newest, and those of a long channel as those of a short one? */
import { channelId, LONG, SHORT, SHORT_LENGTH } from "../bench-class.ts";
import { get, timeOf } from "../http.ts";
import { ratio, type Scenario } from "../scenario.ts";
import { median } from "../stats.ts";

const PAGE = 50;

export const history: Scenario = {
  name: "history",
  async run(bench) {
    const place = await bench.place();
    const ask = async (channelNo: number, query: string, i: number, rows = PAGE) => {
      const text = await get(
        `${place.url}/api/channels/${channelId(channelNo)}/messages?limit=${PAGE}${query}`,
        place.headers(i),
      );
      const found = text.split('"seq":').length - 1;
      if (found !== rows) throw new Error(`${query}: ${found} messages`);
    };
    const far = Math.round(bench.longHistory * 0.95);
    const near = Math.round(bench.longHistory / 100);
    // Every page is another one, so that none is in memory for having been asked for before.
    const spread = (i: number, range: number) => (i * 97) % range;
    const kinds: Record<string, (i: number) => Promise<void>> = {
      "newest page": (i) => ask(LONG, "", i),
      // Counted from the newest: far back, by scrolling and by a permalink.
      "95,000 back": (i) => {
        const seq = bench.longHistory - far + spread(i, near);
        return ask(LONG, i % 2 ? `&before=${seq + PAGE}` : `&around=${seq + PAGE}`, i);
      },
      "place 95,000": (i) => ask(LONG, `&around=${far + spread(i, near)}`, i),
      "page of the long channel": (i) => ask(LONG, `&before=${100 + spread(i, bench.longHistory - 500)}`, i),
      "page of the short channel": (i) => ask(SHORT, `&before=${100 + spread(i, SHORT_LENGTH - 500)}`, i),
    };
    const [blocks, size] = bench.quick ? [4, 60] : [12, 80];
    const perRequest: Record<string, number[]> = {};
    for (let block = -1; block < blocks; block++) {
      for (const [kind, page] of Object.entries(kinds)) {
        const ms = await timeOf(size, (i) => page(block * size + i + size));
        // The first round warms up.
        if (block >= 0) (perRequest[kind] ??= []).push(ms / size);
      }
    }
    const ms = (kind: string) => median(perRequest[kind] ?? []);
    return {
      measured: [
        ratio(
          "history: pages/s 95,000 messages back",
          ms("newest page") / ms("95,000 back"),
          "newest page",
          "more",
          0.9,
          1,
        ),
        ratio(
          "history: pages/s at place 95,000",
          ms("newest page") / ms("place 95,000"),
          "newest page",
          "more",
          0.9,
          1,
        ),
        ratio(
          "history: cost of a page of 100,000 messages",
          ms("page of the long channel") / ms("page of the short channel"),
          "of 1,000",
          "less",
          1.1,
          1.03,
        ),
      ],
      raw: Object.fromEntries(Object.keys(kinds).map((kind) => [`${kind}, pages/s`, 1000 / ms(kind)])),
    };
  },
};
