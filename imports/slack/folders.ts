/** Which folder of an export has which channel's days, and which files have none. */
import type { ExportFiles } from "../export-files.ts";
import type { Findings } from "../findings.ts";
import { LISTS, USER_LISTS } from "./lists.ts";
import type { Reason } from "../reasons.ts";

/** Files at the top that hold no messages of people. */
const KNOWN = new Map<string, Reason | undefined>([
  ...[...LISTS, ...USER_LISTS].map((name) => [name, undefined] as const),
  ["integration_logs.json", "programLogs"],
  ["canvases.json", "canvases"],
  ["lists.json", "keptLists"],
  ["file_conversations.json", "fileLists"],
  ["huddle_transcripts.json", "transcripts"],
  ["external_users.json", "outsiders"],
]);
const DAY = /^\d{4}-\d{2}-\d{2}\.json$/u;
export const TEAM = /^teams\/([^/]+)\//u;

/**
 * Where the lists of a Slack export stand: at the top, or in the one folder of a zip that was packed again. An Enterprise Grid export has
 * more of them, one set for each workspace. Null where this is no Slack export.
 */
export function slackRoot({ paths }: ExportFiles): string | null {
  const lists = paths.filter((path) => LISTS.includes(path.split("/").at(-1) ?? ""));
  const [first] = lists.sort((a, b) => a.split("/").length - b.split("/").length);
  return first === undefined
    ? null
    : first.slice(0, first.lastIndexOf("/") + 1).replace(/(?<=^|\/)teams\/[^/]+\/$/u, "");
}

/** The workspaces of an Enterprise Grid export, by their folders; none in any other. */
export function teamsIn({ paths }: ExportFiles, root: string): string[] {
  const teams = paths.flatMap((path) => (path.startsWith(root) ? (TEAM.exec(path.slice(root.length))?.[1] ?? []) : []));
  return [...new Set(teams)];
}

/** Day files by the folder they are in, whose name is in NFC: macOS writes letters and their dots apart. */
export function foldersIn({ paths }: ExportFiles, root: string): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const path of paths) {
    const [folder, file, ...deeper] = path.slice(root.length).split("/");
    if (!path.startsWith(root) || folder === undefined || file === undefined || deeper.length > 0 || !DAY.test(file))
      continue;
    const name = folder.normalize("NFC");
    folders.set(name, [...(folders.get(name) ?? []), path]);
  }
  return folders;
}

/** The days of the channel that has one of these names; they are no longer in the folders. */
export function takeFolder(folders: Map<string, string[]>, names: string[]): string[] {
  const name = names.map((each) => each.normalize("NFC")).find((each) => folders.has(each));
  if (name === undefined) return [];
  const days = folders.get(name) ?? [];
  folders.delete(name);
  return days;
}

/** @param isElsewhere whether a path is read as part of another set of lists */
export function reportLeftovers(
  files: ExportFiles,
  root: string,
  folders: Map<string, string[]>,
  findings: Findings,
  isElsewhere: (path: string) => boolean,
): void {
  for (const [folder, days] of folders) {
    findings.aside("unlistedDays", `${root}${folder}`, days.length);
  }
  const isDay = new Set([...folders.values()].flat());
  for (const path of files.paths) {
    if (isElsewhere(path) || isDay.has(path)) continue;
    const [top = "", file, ...deeper] = path.slice(root.length).split("/");
    const isTop = path.startsWith(root) && file === undefined;
    if (isTop && KNOWN.has(top)) {
      const why = KNOWN.get(top);
      if (why !== undefined) findings.aside(why, path);
    } else if (!path.startsWith(root) || isTop || deeper.length > 0 || !DAY.test(file ?? ""))
      findings.aside("notChannel", path);
  }
}
