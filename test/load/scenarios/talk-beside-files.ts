/**
 * The flood and a class that talks, while files go up into another channel of the same class, by the same without files. R2 of this
 * machine works in the process of the worker, and takes of its one thread what on Cloudflare it takes elsewhere.
 */
import { channelId, SHORT } from "../bench-class.ts";
import { pause } from "../pace.ts";
import type { PlaceTarget } from "../place-target.ts";
import { pourWarm } from "../pour.ts";
import { both, ratio, targetsOf, type Scenario } from "../scenario.ts";
import { talkInNewChannel, type Delays } from "../talk.ts";
import { blobOf, upload } from "../uploads.ts";

const MB = 1_000_000;
/** A file of 1 MB so often: 40 Mbit/s, which is as much as a hall full of phones sends. */
const EVERY_MS = 200;
const POSTS_PER_SECOND = 20;

interface Talked {
  perSecond: number;
  delays: Delays;
}
type Pair = Record<"without" | "beside", Talked>;

export const talkBesideFiles: Scenario = {
  name: "talk-beside-files",
  samples: { least: 5, most: 9 },
  async run(bench) {
    const results = new Map<string, Pair & { sent: number }>();
    for (const place of await targetsOf(bench)) {
      const talked = async (): Promise<Talked> => ({
        perSecond: (await pourWarm(place, bench.quick ? 1_000 : 1_500)).perSecond,
        delays: await talkInNewChannel(place, POSTS_PER_SECOND, POSTS_PER_SECOND * (bench.quick ? 2 : 6)),
      });
      const without = await talked();
      const files = sendFiles(place);
      const beside = await talked();
      results.set(place.name, { without, beside, sent: await files.stop() });
    }
    const by = (value: (of: Talked) => number) =>
      both(bench, (name) => value(results.get(name)!.beside) / value(results.get(name)!.without));
    const at = `class at ${POSTS_PER_SECOND}/s while files go up: send → seen`;
    const ours = results.get("PLACE")!;
    return {
      measured: [
        ratio(
          "flood while files go up: messages/s",
          by(({ perSecond }) => perSecond),
          "without files",
          "more",
          0.9,
          1,
        ),
        ratio(
          `${at} p50`,
          by(({ delays }) => delays.seen50),
          "without files",
          "less",
          1.1,
          1,
        ),
        ratio(
          `${at} p99`,
          by(({ delays }) => delays.seen99),
          "without files",
          "less",
          1.4,
          1,
        ),
      ],
      raw: {
        "flood without files, messages/s": ours.without.perSecond,
        "flood while files go up, messages/s": ours.beside.perSecond,
        "class without files: send → seen p50 ms": ours.without.delays.seen50,
        "class while files go up: send → seen p50 ms": ours.beside.delays.seen50,
        "class without files: send → seen p99 ms": ours.without.delays.seen99,
        "class while files go up: send → seen p99 ms": ours.beside.delays.seen99,
        "files of 1 MB that went up": ours.sent,
      },
    };
  },
};

/** Sends one after another until it is stopped. `stop`: how many arrived. @throws Error where one did not */
function sendFiles({ url, headers }: PlaceTarget): { stop(): Promise<number> } {
  const bytes = blobOf(MB);
  const going = new Set<Promise<void>>();
  let [isOn, sent] = [true, 0];
  const sending = (async () => {
    for (let i = 0; isOn; i++) {
      const token = headers(i)["authorization"]!.slice("Bearer ".length);
      const one: Promise<void> = upload(url, token, channelId(SHORT), bytes).then(() => {
        sent += 1;
        going.delete(one);
      });
      going.add(one);
      await pause(EVERY_MS);
    }
  })();
  return {
    async stop() {
      isOn = false;
      await sending;
      await Promise.all(going);
      return sent;
    },
  };
}
