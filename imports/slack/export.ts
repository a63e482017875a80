/** A Slack workspace export: lists of people and channels, and a folder per channel with a file per day. */
import { readJson, type ExportFiles } from "../export-files.ts";
import { Findings } from "../findings.ts";
import { MustSay, type History, type SourceChannel } from "../history.ts";
import { slackKey } from "./authors.ts";
import { foldersIn, takeFolder, TEAM, teamsIn, reportLeftovers } from "./folders.ts";
import { Channel, channelOf, LISTS, readList, readUsers } from "./lists.ts";
import { readSlackMessages, type SlackContext, type SlackPlace } from "./message.ts";
import { pinsOfChannel, reportLostPins } from "./pins.ts";
import { CannotRead, trouble, troubleOf, Unreadable } from "../trouble.ts";
import { placeIn } from "../places.ts";

/**
 * @param root see `slackRoot`
 * @param wanted the workspace to take of an Enterprise Grid export, as its folder is called
 * @throws CannotImport where it has several, and none was named: what was open in one was not open to the others
 */
export async function readSlack(files: ExportFiles, root: string, wanted?: string): Promise<History> {
  const bots = new Map<string, string>();
  const context: SlackContext = { people: new Map(), bots, findings: new Findings() };
  const teams = teamsIn(files, root);
  const team = teamOf(teams, wanted);
  const roots = [root, ...(team === undefined ? [] : [`${root}teams/${team}/`])];
  for (const each of roots) await readUsers(files, each, context, bots);
  const channels = new Map<string, SourceChannel>();
  for (const each of roots) await readChannels(files, each, context, channels);
  reportOtherTeams(files, root, teams, team, context.findings);
  const title = team === undefined ? "a Slack export" : `a Slack Enterprise Grid export, workspace ${team}`;
  const { people, findings } = context;
  return { source: "slack", title, saysWhoReads: true, people, channels: [...channels.values()], findings };
}

function teamOf(teams: string[], wanted: string | undefined): string | undefined {
  if (wanted !== undefined && !teams.includes(wanted))
    throw new CannotRead(
      teams.length === 0
        ? trouble("noGrid", { team: wanted })
        : trouble("noSuchTeam", { team: wanted, teams: teams.join(", ") }),
    );
  if (wanted === undefined && teams.length > 1)
    throw new MustSay(
      "team",
      teams,
      `This is a Slack Enterprise Grid export of ${teams.length} workspaces: ${teams.join(", ")}. Say which one with --team NAME; what belongs to the whole organisation comes with each.`,
    );
  return wanted ?? teams[0];
}

function reportOtherTeams(
  files: ExportFiles,
  root: string,
  teams: string[],
  team: string | undefined,
  findings: Findings,
): void {
  for (const other of teams) {
    if (other === team) continue;
    const paths = files.paths.filter((path) => path.startsWith(`${root}teams/${other}/`));
    findings.aside("otherWorkspaces", `${root}teams/${other}`, paths.length);
  }
}

/** @param channels filled; a channel that several workspaces share stands in several lists and is one */
async function readChannels(
  files: ExportFiles,
  root: string,
  context: SlackContext,
  channels: Map<string, SourceChannel>,
): Promise<void> {
  const { people, findings } = context;
  const folders = foldersIn(files, root);
  for (const list of LISTS) {
    for (const channel of await readList(files, root + list, Channel, findings)) {
      const place = `${root}${list}, ${channel.id}`;
      const days = takeFolder(folders, [channel.id, ...(channel.name ? [channel.name] : [])]);
      const listed = channelOf(channel, list, people, place, findings);
      const read = channels.get(slackKey(channel.id)) ?? listed;
      read.members = [...new Set([...read.members, ...listed.members])];
      channels.set(read.key, read);
      const pins = pinsOfChannel(channel["pins"], place, people, findings);
      for (const path of days)
        read.messages.push(...(await readDay(files, path, { channelId: channel.id, pins }, context)));
      reportLostPins(read, pins, place, findings);
    }
  }
  // The top has the files of no folder as well; a workspace of a Grid has its own alone.
  const isTeam = /(?:^|\/)teams\/[^/]+\/$/u.test(root);
  const isElsewhere = (path: string) =>
    isTeam ? !path.startsWith(root) : path.startsWith(root) && TEAM.test(path.slice(root.length));
  reportLeftovers(files, root, folders, findings, isElsewhere);
}

async function readDay(files: ExportFiles, path: string, inside: SlackPlace, context: SlackContext) {
  try {
    const entries = await readJson(files, path);
    if (!Array.isArray(entries)) throw new Unreadable(trouble("notMessageList"));
    return readSlackMessages(entries, (n) => placeIn(path, "entry", n + 1), inside, context);
  } catch (error) {
    context.findings.broken(path, troubleOf(error));
    return [];
  }
}
