/** Finds out what an export is and reads it into the neutral form. */
import { readDiscord } from "./discord/export.ts";
import { readDiscordPackage } from "./discord/package.ts";
import { readJson, type ExportFiles } from "./export-files.ts";
import { CannotImport } from "./cannot-import.ts";
import type { History, ReadOptions } from "./history.ts";
import { readMatrix } from "./matrix/export.ts";
import { readMattermost } from "./mattermost/export.ts";
import { readIrc } from "./irc/logs.ts";
import { readSlackDump } from "./slack/dump.ts";
import { readSlack } from "./slack/export.ts";
import { slackRoot } from "./slack/folders.ts";
import { readTeams } from "./teams/export.ts";
import { readTelegram } from "./telegram/export.ts";
import { readWhatsApp } from "./whatsapp/export.ts";
import { readZulip } from "./zulip/export.ts";

/** Null where the files are of another program; clauses that say why may be added to `why`. */
type Reader = (files: ExportFiles, options: ReadOptions, why: string[]) => Promise<History | null>;

/** In the order in which they are asked: those that are known by the names of their files come before those that look into each. */
const READERS: Reader[] = [
  (files, options) => {
    const root = files.isSingle ? null : slackRoot(files);
    return root === null ? Promise.resolve(null) : readSlack(files, root, options.team);
  },
  readZulip,
  readTeams,
  readDiscordPackage,
  readMattermost,
  readTelegram,
  readMatrix,
  readWhatsApp,
  readIrc,
  readSlackDump,
  (files, _, why) => readDiscord(files, why),
];

const TAKEN =
  "What can be imported is an export of Slack (or a dump of slackdump), of Discord by DiscordChatExporter as JSON, Discord's own package, an export of Mattermost, Zulip, Microsoft Teams, Matrix (Element), Telegram (JSON) or WhatsApp, and logs of IRC: as a zip, a folder or a file.";

/** @throws CannotImport with one sentence when there is nothing in it that can be taken; MustSay where something has to be said first */
export async function readHistory(files: ExportFiles, options: ReadOptions = {}): Promise<History> {
  const why: string[] = [];
  for (const read of READERS) {
    const history = await read(files, options, why);
    if (!history) continue;
    if (history.channels.length === 0) throw new CannotImport(nothingIn(files, history));
    return history;
  }
  throw new CannotImport(await whatItIs(files, why));
}

function nothingIn({ name }: ExportFiles, history: History): string {
  const first = history.findings.allBroken[0];
  const because = first ? ` ${first.place}: ${first.why}.` : "";
  return history.source === "slack"
    ? `${name} looks like a Slack export, but it names no channel and no conversation.${because}`
    : `${name} looks like ${history.title}, but there is no conversation in it.${because}`;
}

async function whatItIs(files: ExportFiles, why: string[]): Promise<string> {
  const { name, isSingle, paths } = files;
  if (!isSingle && paths.length === 0) return `There is nothing in ${name}. ${TAKEN}`;
  if (!isSingle) return `${name} is none of the exports that PLACE reads${why[0] ? ` (${why[0]})` : ""}. ${TAKEN}`;
  if (/\.html?$/iu.test(name))
    return `${name} is a web page. Export again as JSON (DiscordChatExporter: --format Json; Telegram: machine-readable JSON).`;
  if (!/\.json$/iu.test(name)) return `${name} is no file of an export that PLACE reads. ${TAKEN}`;
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
