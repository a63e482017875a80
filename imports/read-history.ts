/** Finds out what an export is and reads it into the neutral form. */
import { readDiscord } from "./discord/export.ts";
import { readDiscordPackage } from "./discord/package.ts";
import { readJson, type ExportFiles } from "./export-files.ts";
import { SOURCE_NAMES, type History, type ReadOptions } from "./history.ts";
import { readMatrix } from "./matrix/export.ts";
import { readMattermost } from "./mattermost/export.ts";
import { readIrc } from "./irc/logs.ts";
import { readSlackDump } from "./slack/dump.ts";
import { readSlack } from "./slack/export.ts";
import { slackRoot } from "./slack/folders.ts";
import { readTeams } from "./teams/export.ts";
import { readTelegram } from "./telegram/export.ts";
import { readWhatsApp } from "./whatsapp/export.ts";
import { CannotRead, trouble, type Broken } from "./trouble.ts";
import { readZulip } from "./zulip/export.ts";

/** Null where the files are of another program; clauses that say why may be added to `why`. */
type Reader = (files: ExportFiles, options: ReadOptions, why: Broken[]) => Promise<History | null>;

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

/** @throws CannotImport with one sentence when there is nothing in it that can be taken; MustSay where something has to be said first */
export async function readHistory(files: ExportFiles, options: ReadOptions = {}): Promise<History> {
  const why: Broken[] = [];
  for (const read of READERS) {
    const history = await read(files, options, why);
    if (!history) continue;
    if (history.channels.length === 0) throw nothingIn(files, history);
    return history;
  }
  throw await whatItIs(files, why);
}

function nothingIn({ name }: ExportFiles, { source, findings }: History): CannotRead {
  return new CannotRead(
    trouble("noConversation", { name, source: SOURCE_NAMES[source] }),
    findings.allBroken.slice(0, 1),
  );
}

async function whatItIs(files: ExportFiles, why: Broken[]): Promise<CannotRead> {
  const { name, isSingle, paths } = files;
  if (!isSingle && paths.length === 0) return new CannotRead([trouble("nothingIn", { name }), trouble("taken")]);
  if (isSingle && /\.html?$/iu.test(name)) return new CannotRead(trouble("webPage", { name }));
  if (isSingle && /\.json$/iu.test(name) && (await isSlackFragment(files, name)))
    return new CannotRead(trouble("slackFragment", { name }));
  return new CannotRead([trouble("noneOfThem", { name }), trouble("taken")], why.slice(0, 1));
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
