/**
 * Bytes that were uploaded and never posted. An upload now and then carries the sweep: of the class's files in R2, oldest first, those
 * whose tickets have ended since the last one are held against the messages that they were for. No cron, and no row for a file.
 */
import { FILE_TICKET_MS } from "../protocol/limits.ts";
import { log } from "./log.ts";
import { factsOf } from "./room/channel-facts.ts";
import { roomOf } from "./room/stubs.ts";
import type { Db } from "./store/db.ts";
import { giveBackFileBytes, sweptTo, takeSweep, type FileBytes } from "./store/file-bytes.ts";
import { bucketOf, fileKey, madeAt, prefixOf, timeMark } from "./files/bucket.ts";
import { channelWithHome } from "./store/channel-with-home.ts";

/** One walk an hour, at most, of so many files. */
const EVERY_MS = 60 * 60_000;
const AT_ONCE = 100;
/** A ticket is signed some time after its file's id was made: an upload in parts may take a day. */
const SLACK_MS = 24 * 60 * 60_000;

/** For who was just told how far the last one came. Never rejects. */
export async function sweepNowAndThen(
  env: Env,
  db: Db,
  { no, id }: { no: number; id: string },
  { sweptAt, sweptTo: from }: FileBytes,
  now: number,
): Promise<void> {
  if (now - sweptAt < EVERY_MS) return;
  try {
    if (await takeSweep(db, no, sweptAt, now)) await sweep(env, db, { no, id }, from, now - FILE_TICKET_MS - SLACK_MS);
  } catch (error) {
    log.fault("fileSweep", error, { workspace: id });
  }
}

/** Those made between `from` and `to`, ms since 1970. @throws where R2 or D1 cannot be asked: the next one begins there again */
async function sweep(
  env: Env,
  db: Db,
  { no, id }: { no: number; id: string },
  from: number,
  to: number,
): Promise<void> {
  const bucket = bucketOf(env);
  const prefix = prefixOf(id);
  const { objects } = await bucket.list({
    ...{ prefix, startAfter: prefix + timeMark(from), limit: AT_ONCE, include: ["customMetadata"] },
  });
  const due = objects.filter(({ key }) => madeAt(key.slice(prefix.length)) < to);
  if (due.length === 0) return;
  const byChannel = Map.groupBy(due, ({ customMetadata }) => customMetadata?.["channel"] ?? "");
  for (const [channel, files] of byChannel) {
    const known = await channelWithHome(db, channel);
    const ids = files.map(({ key, customMetadata }) => ({
      id: key.slice(prefix.length),
      message: customMetadata?.["message"] ?? "",
    }));
    const gone = known ? await roomOf(env, channel).unpostedFiles(factsOf(known), ids) : ids.map((file) => file.id);
    if (gone.length === 0) continue;
    await bucket.delete(gone.map((file) => fileKey(id, file)));
    const bytes = files.filter(({ key }) => gone.includes(key.slice(prefix.length))).map(({ size }) => size);
    await giveBackFileBytes(
      db,
      no,
      bytes.reduce((sum, size) => sum + size, 0),
    );
  }
  await sweptTo(db, no, madeAt(due.at(-1)!.key.slice(prefix.length)) + 1);
}
