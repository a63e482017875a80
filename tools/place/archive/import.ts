/** PLACE's own archive on its way into a class: what `place import` does where it is given one. */
import { openAsBlob } from "node:fs";
import { stat } from "node:fs/promises";
import { checkArchive, demandWhole, type CheckedArchive } from "../../../imports/archive/check.ts";
import { entriesOfCourse } from "../../../imports/archive/course-entries.ts";
import { entriesOfTar, type ArchiveEntries } from "../../../imports/archive/entries.ts";
import { sendArchive } from "../../../imports/archive/send.ts";
import { counted, day, listed, plain } from "../../../imports/words.ts";
import { makeDefault, makeWay } from "../import/new-class.ts";
import type { Entered } from "../import/target.ts";
import { leftOutLines } from "../import/report.ts";
import { showProgress } from "../import/progress.ts";
import { isArchive, openArchive, sha256 } from "./open-archive.ts";
import { verdict } from "./verify.ts";

export interface ReadArchive {
  archive: CheckedArchive;
  entries: ArchiveEntries;
}

/** Reads it, and holds it against its own proof. Null: neither an archive nor the course in one file. @throws CannotImport where it is not whole */
export async function readArchive(path: string): Promise<ReadArchive | null> {
  const isTar = await isArchive(path);
  const entries = isTar ? entriesOfTar(openArchive(path)) : await courseAt(path);
  if (!entries) return null;
  const archive = await checkArchive(entries, isTar ? sha256 : null);
  demandWhole(archive);
  return { archive, entries };
}

async function courseAt(path: string): Promise<ArchiveEntries | null> {
  const found = /\.html?$/iu.test(path) ? await stat(path).catch(() => null) : null;
  return found?.isFile() ? entriesOfCourse(await openAsBlob(path)) : null;
}

/** What will be done, and who will read what. */
export function archiveSummary(archive: CheckedArchive): string[] {
  const { manifest, people, channels, verified } = archive;
  const named = (kind: string) => channels.filter((each) => each.kind === kind);
  const names = new Map(people.map(({ key, name }) => [key, plain(name)]));
  const open = named("public").map(({ name = "" }) => `#${plain(name)}`);
  return [
    `This is an archive of PLACE: "${plain(manifest.class.name)}", ${day(manifest.at)}.`,
    `  ${counted(people.length, "person", "people")}, ${counted(open.length + named("private").length, "channel")}, ${counted(named("thread").length, "thread")}, ${counted(verified.messages, "message")}, ${counted(archive.held.size, "file")}.`,
    ...(archive.hasProof
      ? verdict(archive)
      : [
          "It is held against itself alone, and not against the audit of the class. Files are named, and their bytes are not in it.",
        ]),
    "",
    ...(open.length > 0 ? [`Open to everybody in the class: ${listed(open, 20)}.`] : []),
    ...named("private").map(
      ({ name = "", members = [] }) =>
        `Readable by nobody but these: #${plain(name)} (${listed(members.map((key) => names.get(key) ?? key))}).`,
    ),
  ];
}

/** @returns the exit code */
export async function carryOutArchive(
  { api, workspaceId, isNew, notes }: Entered,
  { archive, entries }: ReadArchive,
  stop: AbortSignal,
): Promise<number> {
  const progress = showProgress(archive.verified.messages);
  if (isNew) await makeWay(api, workspaceId, archive);
  try {
    const sent = await sendArchive(api, workspaceId, archive, entries, progress, stop);
    await makeDefault(api, workspaceId, isNew ? defaultNames(archive) : []);
    progress.done();
    const sum = (count: "stored" | "there") => sent.channels.reduce((all, each) => all + each[count], 0);
    console.log(
      `Taken: ${counted(sent.people, "person", "people")}, ${counted(sum("stored"), "message")}, ${counted(sent.files, "file")}; ${counted(sum("there"), "message was", "messages were")} there already.`,
    );
    for (const line of leftOutLines(sent)) console.log(line);
    if (sent.emojiKept.length > 0)
      console.log(`The class keeps emoji of its own for ${listed(sent.emojiKept.map((name) => `:${name}:`))}.`);
    if (!sent.stopped) return 0;
    console.log("\nStopped before the end. The same command goes on from here.");
    return 130;
  } finally {
    progress.done();
    for (const note of notes) console.log(`\n${note}`);
  }
}

/** Those that everybody was in there. */
const defaultNames = ({ channels }: CheckedArchive): string[] =>
  channels.flatMap((channel) => (channel.default && channel.name !== undefined ? [channel.name] : []));
