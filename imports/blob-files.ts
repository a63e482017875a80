/** What somebody dropped or chose in a browser as the files of an export: nothing leaves the device to read it, and nothing is read before it is needed. */
import { FILE_MAX_BYTES, isClutter, tooLarge, type ExportFiles } from "./export-files.ts";
import { CannotRead, trouble, Unreadable } from "./trouble.ts";
import { openZip, startsLikeZip } from "./zip-files.ts";

export interface ChosenFile {
  /** With the folders it lies in: `export/general/2026-09-14.json`. */
  path: string;
  blob: Blob;
}

/** @throws CannotImport when there is nothing that can be opened */
export async function openChosen(chosen: readonly ChosenFile[]): Promise<ExportFiles> {
  const files = new Map(
    chosen.filter(({ path }) => !isClutter(path)).map(({ path, blob }) => [path.normalize("NFC"), blob]),
  );
  const [only, ...more] = files;
  if (!only) throw new CannotRead(trouble("nothingChosen"));
  const [path, blob] = only;
  if (more.length > 0) return fromBlobs(folderOf([...files.keys()]), false, files);
  if (blob.size === 0) throw new CannotRead(trouble("emptyFile", { path }));
  const head = new Uint8Array(await blob.slice(0, 4).arrayBuffer());
  const name = path.split("/").at(-1) ?? path;
  return startsLikeZip(head) ? openZip(blob, name) : fromBlobs(name, true, new Map([[name, blob]]));
}

function fromBlobs(folder: string, isSingle: boolean, files: ReadonlyMap<string, Blob>): ExportFiles {
  const start = isSingle || folder === "" ? "" : `${folder}/`;
  const byPath = new Map([...files].map(([path, blob]) => [path.slice(start.length), blob]));
  const at = (path: string) => {
    const blob = byPath.get(path);
    if (!blob) throw new Unreadable(trouble("notThere"));
    return blob;
  };
  return {
    ...{ name: folder || "what was chosen", isSingle, paths: [...byPath.keys()].sort() },
    async read(path) {
      const blob = at(path);
      if (blob.size > FILE_MAX_BYTES) throw new Unreadable(tooLarge());
      return new Uint8Array(await blob.arrayBuffer());
    },
    stream: (path) => chunksOf(at(path)),
    close: () => undefined,
  };
}

/** By slices: not every browser goes through a stream with `for await`. */
async function* chunksOf(blob: Blob): AsyncGenerator<Uint8Array> {
  const size = 1024 * 1024;
  for (let from = 0; from < blob.size; from += size)
    yield new Uint8Array(await blob.slice(from, from + size).arrayBuffer());
}

/** The folder that all of them lie in; empty where they lie in none, or in several. */
function folderOf(paths: readonly string[]): string {
  const tops = new Set(paths.map((path) => (path.includes("/") ? path.slice(0, path.indexOf("/")) : "")));
  return tops.size === 1 ? [...tops][0]! : "";
}
