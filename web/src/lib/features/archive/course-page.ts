/** The course in one file, made in this browser of the finished archive. Fetched when an owner asks for it. */
import { sha256 } from "@noble/hashes/sha2.js";
import { coursePage, planCourse, type CourseReader } from "../../../../../imports/archive/course.ts";

/** Where web/course-build.ts puts it. */
const READER = "/course-reader.json";

/** @param address of the archive @param write is told the page's mark, and the page is made after that @throws CannotImport, TypeError where something could not be fetched */
export async function coursePageOf(
  address: string,
  openOnly: boolean,
  write: (mark: string) => Promise<void>,
): Promise<Blob> {
  const [archive, reader] = await Promise.all([
    fetched(address).then((answer) => answer.blob()),
    fetched(READER).then((answer) => answer.json() as Promise<CourseReader>),
  ]);
  const open = () => archive.stream();
  const plan = await planCourse(open, { sha256, openOnly });
  // Before the page: none leaves whose mark cannot be looked up.
  await write(plan.mark);
  const pieces: string[] = [];
  for await (const piece of coursePage(open, plan, reader)) pieces.push(piece);
  return new Blob(pieces, { type: "text/html" });
}

async function fetched(address: string): Promise<Response> {
  const answer = await fetch(address);
  if (!answer.ok) throw new TypeError(`${answer.status} for ${address}`);
  return answer;
}

/** The browser puts it where this person keeps what they download. */
export function save(name: string, bytes: Blob): void {
  const address = URL.createObjectURL(bytes);
  Object.assign(document.createElement("a"), { href: address, download: name }).click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
