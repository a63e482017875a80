/** `place export`: has the archive of a class made, waits for it, and fetches it. */
import { createWriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import { Readable } from "node:stream";
import type { ReadableStream as NodeStream } from "node:stream/web";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import type { Api } from "../../../client/api.ts";
import type { Archive } from "../../../protocol/archives.ts";
import { CannotImport } from "../../../imports/cannot-import.ts";
import { patiently } from "../../../imports/retry.ts";
import { counted, number } from "../../../imports/words.ts";
import { CLASS_OPTIONS, CLASS_USAGE, openClass } from "../search/class.ts";

export const EXPORT_USAGE = `npm run place -- export --workspace NAME [--out FILE] [options]

  Has the archive of a class made and fetches it: open channels, threads, files, and the private channels that its maker is in; no
  direct messages. The maker is the class's owner. It is safe to stop: what is being made goes on, and the same command waits for it.

${CLASS_USAGE.replace("an owner or teacher", "an owner")}
  --out FILE         where to (default: the class's name and the day)`;

const LOOK_AGAIN_MS = 400;

/** Returns the exit code. @throws CannotImport, CannotStart, RefusedError, UnreachableError */
export async function exportCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { ...CLASS_OPTIONS, out: { type: "string" } } });
  if (values.help) {
    console.log(EXPORT_USAGE);
    return 0;
  }
  const target = await openClass(values);
  try {
    const { api, workspaceId } = await target.enter();
    const archive = await made(api, workspaceId);
    const out = values.out ?? `${workspaceId}-${new Date(archive.startedAt).toISOString().slice(0, 10)}.place.tar`;
    await fetchInto(api, workspaceId, out);
    console.log(`${out}: ${counted(archive.done, "message")}, ${number(archive.bytes)} bytes.`);
    console.log(`Its seal: ${archive.root ?? ""}`);
    return 0;
  } finally {
    await target.close();
  }
}

/** Begins it, or joins the one that is being made. @throws CannotImport where it comes to nothing */
async function made(api: Api, workspace: string): Promise<Archive> {
  let told = -1;
  for (let { archive } = await patiently(() => api.call("archives.make", { workspace })); ;) {
    if (archive?.state === "ready") return archive;
    if (archive?.state !== "making")
      throw new CannotImport("The archive came to nothing: it was stopped, or the store was away for long.");
    if (archive.done !== told) console.error(`${number(archive.done)} of ${counted(archive.total, "message")}`);
    told = archive.done;
    await new Promise((done) => setTimeout(done, LOOK_AGAIN_MS));
    ({ archive } = await patiently(() => api.call("archives.read", { workspace })));
  }
}

/** Under another name until it is whole. */
async function fetchInto({ baseUrl, token }: Api, workspace: string, out: string): Promise<void> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await fetch(`${baseUrl}/api/workspaces/${workspace}/archive/file`, { headers });
  if (!answer.ok || !answer.body) throw new CannotImport("The archive is made, and could not be fetched. Try again.");
  const half = `${out}.part`;
  await pipeline(Readable.fromWeb(answer.body as NodeStream), createWriteStream(half));
  await rename(half, out);
}
