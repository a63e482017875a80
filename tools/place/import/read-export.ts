/** Finds out what an export is and reads it into the neutral form. */
import { readDiscord } from "./discord/export.ts";
import { readJson, type ExportFiles } from "./export-files.ts";
import { CannotImport, type History } from "./history.ts";
import { openExport } from "./open-export.ts";
import { readSlackDump } from "./slack/dump.ts";
import { readSlack } from "./slack/export.ts";
import { slackRoot } from "./slack/folders.ts";

const TAKEN =
  "What can be imported is a Slack export (the folder or the zip), a dump of slackdump, and JSON from DiscordChatExporter (a file or a folder).";

/**
 * @param team the workspace to take of an Enterprise Grid export
 * @throws CannotImport with one sentence when there is nothing in it that can be taken
 */
export async function readExport(path: string, team?: string): Promise<History> {
  const files = await openExport(path);
  try {
    return await readHistory(files, team);
  } finally {
    files.close();
  }
}

/** The same of files that are open. @throws CannotImport */
export async function readHistory(files: ExportFiles, team?: string): Promise<History> {
  const root = files.isSingle ? null : slackRoot(files);
  const why: string[] = [];
  const history =
    root === null
      ? ((await readSlackDump(files)) ?? (await readDiscord(files, why)))
      : await readSlack(files, root, team);
  if (!history) throw new CannotImport(await whatItIs(files, why));
  if (history.channels.length === 0) throw new CannotImport(nothingIn(files, history));
  return history;
}

function nothingIn({ name }: ExportFiles, { findings }: History): string {
  const first = findings.allBroken[0];
  const because = first ? ` ${first.place}: ${first.why}.` : "";
  return `${name} looks like a Slack export, but it names no channel and no conversation.${because}`;
}

async function whatItIs(files: ExportFiles, why: string[]): Promise<string> {
  const { name, isSingle, paths } = files;
  if (!isSingle && paths.length === 0) return `There is nothing in ${name}. ${TAKEN}`;
  if (!isSingle)
    return `${name} is neither a Slack export nor one of DiscordChatExporter${why[0] ? ` (${why[0]})` : ""}. ${TAKEN}`;
  if (/\.html?$/iu.test(name))
    return `${name} is a web page. Export again as JSON: DiscordChatExporter.Cli export --format Json.`;
  if (!/\.json$/iu.test(name)) return `${name} is neither JSON nor a zip. ${TAKEN}`;
  if (await isSlackFragment(files, name)) {
    return `${name} is a part of a Slack export. Its messages do not say in which channel they stand or who may read them: give the whole export, the folder or the zip.`;
  }
  return `${why[0] ?? name}. ${TAKEN}`;
}

async function isSlackFragment(files: ExportFiles, path: string): Promise<boolean> {
  const json = await readJson(files, path).catch(() => null);
  const first: unknown = Array.isArray(json) ? json[0] : undefined;
  return (
    typeof first === "object" &&
    first !== null &&
    ("ts" in first || ("id" in first && ("profile" in first || "real_name" in first)) || "is_archived" in first)
  );
}
