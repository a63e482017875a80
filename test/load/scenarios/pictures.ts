/** A channel of pictures in Chromium: what a first look at twenty photos of 4 MB fetches, and how two hundred pictures scroll. */
import { startApp, isUsable, type RunningApp } from "../app-in-browser.ts";
import { FIRST_FRESH } from "../bench-class.ts";
import { scrollBack } from "../browser-probes.ts";
import { lookAtPictures, postPictures, sendPhotos } from "../picture-probes.ts";
import { both, counted, type Bench, type Scenario } from "../scenario.ts";

const PEOPLE = 20;
const [PHOTOS_IN, PICTURES_IN] = [FIRST_FRESH, FIRST_FRESH + 1];
const [PHOTOS, PICTURES] = [20, 200];
const PHOTO_MEGABYTES = 4;
const SCROLL_PATIENCE_MS = 60_000;

interface Seen {
  look: Awaited<ReturnType<typeof lookAtPictures>>;
  scrolled: Awaited<ReturnType<typeof scrollBack>>;
}

export const pictures: Scenario = {
  name: "pictures",
  samples: { least: 3, most: 5 },
  async run(bench) {
    const of = new Map<string, Seen>();
    for (const { name } of bench.builds) of.set(name, await see(await appOf(bench, name)));
    const pair = (value: (seen: Seen) => number) => both(bench, (name) => value(of.get(name)!));
    const ours = of.get("PLACE")!;
    return {
      measured: [
        counted(
          `first look at ${PHOTOS} photos of ${PHOTO_MEGABYTES} MB: pictures`,
          pair(({ look }) => look.pictureKb),
          "KB",
          400,
          250,
        ),
        counted(
          `${PICTURES} pictures scrolled: seen`,
          pair(({ scrolled }) => scrolled.messages),
          "messages",
          PICTURES,
          PICTURES,
          "more",
        ),
        // Half a pixel is where a row's box is drawn, not where it is.
        counted(
          `${PICTURES} pictures scrolled: jump of a row`,
          pair(({ scrolled }) => scrolled.jumpMax),
          "px",
          0.5,
          0,
        ),
        counted(
          `${PICTURES} pictures scrolled: longest task`,
          pair(({ scrolled }) => scrolled.longestTaskMs),
          "ms",
          50,
          50,
        ),
      ],
      raw: {
        "first look: pictures fetched": ours.look.pictures,
        "first look: everything, KB": ours.look.allKb,
        "scrolled: tasks over 50 ms": ours.scrolled.tasksOver50Ms,
        "scrolled: s": ours.scrolled.seconds,
      },
    };
  },
};

const appOf = (bench: Bench, name: string): Promise<RunningApp> => {
  const checkout = bench.builds.find((build) => build.name === name)!;
  return bench.started(`pictures of ${name}`, async () => {
    const app = await startApp(checkout, 1, PEOPLE);
    await sendPhotos(app, PHOTOS_IN, PHOTOS, PHOTO_MEGABYTES);
    await postPictures(app, PICTURES_IN, PICTURES);
    return app;
  });
};

let next = 1;
async function see(app: RunningApp): Promise<Seen> {
  const first = await app.newPage(next++ % PEOPLE);
  const look = await lookAtPictures(first, PHOTOS_IN);
  await first.context().close();
  const page = await app.newPage(next++ % PEOPLE);
  await isUsable(page, PICTURES_IN);
  const scrolled = await scrollBack(page, PICTURES, SCROLL_PATIENCE_MS);
  await page.context().close();
  return { look, scrolled };
}
