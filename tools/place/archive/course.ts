/** `place course`: an archive of a class as one HTML page that opens without a network. Offline. */
import { createWriteStream } from "node:fs";
import { readFile, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { coursePage, planCourse, type CourseReader } from "../../../imports/archive/course.ts";
import { counted, listed, number, plain } from "../../../imports/words.ts";
import { ROOT } from "../../run-command.ts";
import { step } from "../../serve/build.ts";
import { openArchive, sha256 } from "./open-archive.ts";

export const COURSE_USAGE = `npm run place -- course ARCHIVE OUT.html [--open-only]

  Makes one HTML page of an archive of a class, to be opened from a disk or a stick without a network: channels, threads, search, code,
  formulas. Whoever gets the page reads all that is in it. Direct messages never are, since no archive has them; files are named only.
  --open-only        without the private channels that its maker was in, and without their threads`;

/** Returns the exit code. @throws CannotImport where it is no archive, or not what it was when it was made */
export async function courseCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { help: { type: "boolean", default: false }, "open-only": { type: "boolean", default: false } },
  });
  if (values.help) {
    console.log(COURSE_USAGE);
    return 0;
  }
  const [path, out] = positionals;
  if (path === undefined || out === undefined || positionals.length > 2)
    throw new TypeError(COURSE_USAGE, { cause: "usage" });
  const open = openArchive(path);
  const plan = await planCourse(open, { sha256, openOnly: values["open-only"] });
  const shut = plan.index.channels.filter(({ kind }) => kind === "private").map(({ name = "" }) => `#${plain(name)}`);
  if (shut.length > 0)
    console.error(
      `Whoever gets this page reads these private channels too: ${listed(shut)}. --open-only leaves them out.`,
    );
  const half = `${out}.part`;
  await pipeline(Readable.from(coursePage(open, plan, await bundledReader())), createWriteStream(half));
  await rename(half, out);
  const messages = Object.values(plan.index.counts).reduce((sum, count) => sum + count, 0);
  console.log(`${out}: ${counted(messages, "message")}, ${number((await stat(out)).size)} bytes.`);
  console.log(`Its mark: ${plan.mark}`);
  return 0;
}

/** Made anew each time: it takes less than a second, and is never an old one. */
async function bundledReader(): Promise<CourseReader> {
  const into = join(ROOT, "dist", "course");
  await step("node", ["web/course-build.ts", into]);
  return JSON.parse(await readFile(join(into, "course-reader.json"), "utf8")) as CourseReader;
}
