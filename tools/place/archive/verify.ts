/** `place verify`: is an archive what it was when it was made? Offline. */
import { parseArgs } from "node:util";
import { checkArchive, type CheckedArchive } from "../../../imports/archive/check.ts";
import { entriesOfTar } from "../../../imports/archive/entries.ts";
import { flawInWords } from "../../../imports/archive/flaws.ts";
import { counted, day, number, plain } from "../../../imports/words.ts";
import { openArchive, sha256 } from "./open-archive.ts";

export const VERIFY_USAGE = `npm run place -- verify FILE

  Says whether an archive of a class is whole and what it was when it was made, without a network: every message of every channel,
  1, 2, 3 and so on, letter for letter, and every file and picture, byte for byte. Names what was changed, is missing, was added or stands in another place.
  Its seal, the last line, stands in the class's audit too: the same there is the same archive.`;

/** Returns the exit code: 0 it is, 1 it is not. @throws CannotImport where it is no archive */
export async function verifyCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { help: { type: "boolean", default: false } },
  });
  if (values.help) {
    console.log(VERIFY_USAGE);
    return 0;
  }
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) throw new TypeError(VERIFY_USAGE, { cause: "usage" });
  const archive = await checkArchive(entriesOfTar(openArchive(path)), sha256);
  console.log(verdict(archive).join("\n"));
  return archive.verified.flaws.length === 0 ? 0 : 1;
}

const FLAWS_SHOWN = 50;

export function verdict(archive: CheckedArchive): string[] {
  const { manifest, verified } = archive;
  const { flaws, messages, takenOut, root, files } = verified;
  const about = `"${plain(manifest.class.name)}", ${day(manifest.at)}`;
  if (flaws.length === 0)
    return [
      `Whole: ${about}. ${counted(messages, "message")} in ${counted(verified.channels, "channel")}, each from 1 to its last.`,
      files === null
        ? "Its proof is of version 1, which says nothing of the bytes of files, the emoji's pictures and the roster."
        : `${counted(files, "file or picture", "files and pictures")}, byte for byte.`,
      ...(takenOut > 0
        ? [`${counted(takenOut, "message")} of them were taken out of this file later, words and salt.`]
        : []),
      `Its seal: ${root}`,
    ];
  const lines = flaws.slice(0, FLAWS_SHOWN).map((flaw) => `  ${plain(flawInWords(flaw, archive))}`);
  const more = flaws.length > FLAWS_SHOWN ? [`  and ${number(flaws.length - FLAWS_SHOWN)} more`] : [];
  return [`This archive is not what it was when it was made (${about}):`, ...lines, ...more];
}
