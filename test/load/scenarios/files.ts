/**
 * Files on their way: how long 20 MB take through PLACE, beside the same bytes put straight into the same R2; what the worker's isolate
 * holds while ten files of 25 MB go up and come down at once; and what a message with four files costs in rows.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApi, mintMessageId } from "../../../client/index.ts";
import { channelId, FIRST_FRESH, type BenchClass } from "../bench-class.ts";
import { startBundled } from "../bundled-place.ts";
import type { Checkout } from "../checkout.ts";
import { startCountingPlace } from "../counting-place.ts";
import { fillState } from "../fill-state.ts";
import { Inspector } from "../inspector.ts";
import { pause } from "../pace.ts";
import { both, counted, ratio, type Bench, type Scenario } from "../scenario.ts";
import { blobOf, upload } from "../uploads.ts";

const PEOPLE = 20;
const MB = 1_000_000;
const AT_ONCE = 10;
const SAMPLE_MS = 20;
/** Until the last batch is in D1. */
const SETTLE_MS = 1_500;
const CHANNEL = channelId(FIRST_FRESH);

interface Moved {
  /** Milliseconds that 20 MB took. */
  through: number;
  straight: number;
  /** MiB of the isolate: before, and the most of it while files moved. */
  idle: number;
  most: number;
}
/** Rows that a message wrote. */
interface Written {
  room: number;
  d1: number;
}

export const files: Scenario = {
  name: "files",
  samples: { least: 5, most: 9 },
  async run(bench) {
    const moved = new Map<string, Moved>();
    const rows = new Map<string, { plain: Written; four: Written; uploads: Written }>();
    for (const build of bench.builds) {
      moved.set(build.name, await move(bench, build));
      rows.set(build.name, await countRows(build));
    }
    const of = (name: string) => moved.get(name)!;
    const more = (what: keyof Written) => (name: string) => rows.get(name)!.four[what] - rows.get(name)!.plain[what];
    return {
      measured: [
        ratio(
          "a file of 20 MB",
          both(bench, (name) => of(name).through / of(name).straight),
          "straight into R2",
          "less",
          1.3,
          1.1,
        ),
        counted(
          "memory while ten files of 25 MB go up and down",
          both(bench, (name) => of(name).most - of(name).idle),
          "MiB more than idle",
          40,
          20,
        ),
        counted(
          "rows in the room for a message with four files",
          both(bench, more("room")),
          "more than one without",
          0,
          0,
        ),
        counted("rows in D1 for a message with four files", both(bench, more("d1")), "more than one without", 1, 0),
      ],
      raw: Object.fromEntries(
        [...moved].flatMap(([name, { through, straight, idle, most }]): [string, number][] => [
          [`${name}: ms for 20 MB through PLACE`, through],
          [`${name}: ms for 20 MB straight into R2`, straight],
          [`${name}: MiB of the isolate, idle`, idle],
          [`${name}: MiB of the isolate, at most`, most],
          [`${name}: rows written by four uploads`, rows.get(name)!.uploads.room + rows.get(name)!.uploads.d1],
        ]),
      ),
    };
  },
};

async function move(bench: Bench, checkout: Checkout): Promise<Moved> {
  const folder = await mkdtemp(join(tmpdir(), "place-files-"));
  const benchClass = await fillState(checkout, folder, 1_000, PEOPLE);
  const place = await startBundled({ checkout, entry: "files.ts", folder });
  const inspector = await Inspector.open(await place.inspector());
  try {
    const bytes = blobOf(20 * MB);
    const straight = () => timed(() => put(`${place.url}/__r2/${crypto.randomUUID()}`, bytes));
    const through = (i: number) => timed(() => upload(place.url, benchClass.token(i), CHANNEL, bytes));
    // Once each, so that neither is measured while it is compiled.
    await straight();
    await through(0);
    const [one, other] = [await straight(), await through(1)];
    const size = (bench.quick ? 9 : 25) * MB;
    const posted = await postWith(place.url, benchClass, PEOPLE - 1, blobOf(size));
    const idle = await inspector.liveMemoryMiB();
    let most = idle;
    let isMoving = true;
    const watching = (async () => {
      while (isMoving) {
        most = Math.max(most, await inspector.memoryMiB());
        await pause(SAMPLE_MS);
      }
    })();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, i) => {
        await Promise.all([
          upload(place.url, benchClass.token(2 + i), CHANNEL, blobOf(size)),
          download(posted, benchClass.headers(i)),
        ]);
      }),
    );
    isMoving = false;
    await watching;
    return { through: other, straight: one, idle, most };
  } finally {
    inspector.close();
    await place.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function countRows(checkout: Checkout): Promise<{ plain: Written; four: Written; uploads: Written }> {
  const place = await startCountingPlace(1_000, PEOPLE, checkout);
  try {
    const written = async (): Promise<Written> => {
      await pause(SETTLE_MS);
      const { roomWritten: room, d1Written: d1 } = await place.counts();
      return { room, d1 };
    };
    const api = createApi({ baseUrl: place.url, token: place.token(0) });
    const post = (id: string, tickets: string[]) =>
      api.call(
        "messages.post",
        { channel: CHANNEL },
        {
          ...{ id, body: "Look at this" },
          ...(tickets.length > 0 && { files: tickets.map((ticket, i) => ({ ticket, name: `page ${i}.txt` })) }),
        },
      );
    // The first messages of a channel stand as one value, and an alarm is set now and then: what is steady comes after them.
    for (let i = 0; i < 20; i++) await post(mintMessageId(Date.now()), []);
    await written();
    await post(mintMessageId(Date.now()), []);
    const plain = await written();
    const id = mintMessageId(Date.now());
    const tickets: string[] = [];
    for (let i = 0; i < 4; i++)
      tickets.push((await upload(place.url, place.token(0), CHANNEL, blobOf(1_000), id)).ticket);
    const uploads = await written();
    await post(id, tickets);
    return { plain, four: await written(), uploads };
  } finally {
    await place.stop();
  }
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

async function put(url: string, body: Blob): Promise<void> {
  const answer = await fetch(url, { method: "PUT", body });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  await answer.text();
}

/** @returns the address of its bytes */
async function postWith(baseUrl: string, benchClass: BenchClass, i: number, bytes: Blob): Promise<string> {
  const id = mintMessageId(Date.now());
  const { ticket } = await upload(baseUrl, benchClass.token(i), CHANNEL, bytes, id);
  const api = createApi({ baseUrl, token: benchClass.token(i) });
  const { message } = await api.call(
    "messages.post",
    { channel: CHANNEL },
    {
      ...{ id, body: "All that was measured", files: [{ ticket, name: "measured.bin" }] },
    },
  );
  const file = message.meta?.files?.[0]?.id ?? "";
  return `${baseUrl}/api/channels/${CHANNEL}/messages/${message.seq}/files/${file}/measured.bin`;
}

/** Takes it in as it comes, and keeps none of it. */
async function download(url: string, headers: Record<string, string>): Promise<void> {
  const answer = await fetch(url, { headers });
  if (!answer.ok || !answer.body) throw new Error(`${answer.status}`);
  for await (const _ of answer.body) void _;
}
