/**
 * The pages that a server serves are its own: a build in the same checkout (a deploy, also a dry one, or a later start with another folder) takes
 * the folder of the last one away, and whoever opens the page of a server that runs on it would be shown nothing.
 */
import { constants } from "node:fs";
import { copyFile, link, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** In the state folder, which one server uses at a time. Of the server before it nothing stays. */
const NAME = "pages";
const AT_ONCE = 32;

/**
 * Second names of the built files, which cost no room and are there for as long as somebody needs them: a build writes new files and changes
 * none. Copies, where the system has no second names (another disk, or one of Windows' older formats).
 * @returns the folder to serve
 */
export async function ownPages(built: string, state: string): Promise<string> {
  const own = join(state, NAME);
  await rm(own, { recursive: true, force: true });
  await mkdir(own, { recursive: true });
  const entries = await readdir(built, { withFileTypes: true, recursive: true });
  const below = (entry: { parentPath: string; name: string }) =>
    join(own, join(entry.parentPath, entry.name).slice(built.length));
  for (const folder of entries.filter((entry) => entry.isDirectory())) await mkdir(below(folder), { recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  while (files.length > 0)
    await Promise.all(
      files.splice(0, AT_ONCE).map((file) => linkOrCopy(join(file.parentPath, file.name), below(file))),
    );
  return own;
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch {
    // What keeps it from being copied too is told by that.
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  }
}
