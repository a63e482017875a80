/**
 * What stands in the settings of a class: what it is switched to, and the pages behind them. One of either more is a line here; a switch
 * is a field of `EditWorkspaceBody` (protocol/people.ts) besides. The settings of a person: my-pages.ts.
 */
import { t as archive } from "#texts/archive";
import { t as audit } from "#texts/audit";
import { t as history } from "#texts/bring-history";
import { t as emoji } from "#texts/class-emoji";
import { t as site } from "#texts/class-site";
import { t } from "#texts/class-settings";
import { t as insights } from "#texts/insights";
import { t as programs } from "#texts/programs";
import { t as status } from "#texts/status";
import { t as tasks } from "#texts/tasks";
import type { Workspace } from "../../../../../protocol/index.ts";
import type { Switchable } from "../../class/admin/class-admin.svelte.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";

export interface ClassSwitch {
  setting: Switchable;
  title: string;
  label: string;
  more: string;
  isOn: (of: Workspace) => boolean;
  /** Beyond that whoever sees it may change the class. */
  isOffered?: (workspace: WorkspaceState) => boolean;
}

export const classSwitches: readonly ClassSwitch[] = [
  {
    ...{ setting: "linkCards", title: t.links, label: t.linkCards, more: t.linkCardsWords },
    isOn: ({ linkCards }) => linkCards !== false,
  },
  {
    ...{ setting: "insights", title: insights.title, label: insights.switch, more: insights.switchMore },
    isOn: ({ insights }) => insights !== false,
    isOffered: (workspace) => workspace.may("switchInsights"),
  },
  {
    ...{ setting: "studentTasks", title: tasks.title, label: tasks.students, more: tasks.studentsMore },
    isOn: ({ studentTasks }) => studentTasks === true,
  },
];

export interface ClassPage {
  /** Below the settings of the class. */
  path: string;
  title: string;
  about: string;
  /** The words of the button that leads there. */
  see: string;
  isOffered: (workspace: WorkspaceState) => boolean;
}

/** The texts of most features name their page: `title`, `about`, `see`. */
export const classPages: readonly ClassPage[] = [
  { path: "emoji", ...emoji, isOffered: () => true },
  { path: "programs", ...programs, isOffered: (workspace) => workspace.may("manageBots") },
  { path: "audit", ...audit, isOffered: (workspace) => workspace.may("readAudit") },
  { path: "status", ...status, isOffered: (workspace) => workspace.may("readStatus") },
  { path: "archive", ...archive, isOffered: (workspace) => workspace.may("exportClass") && workspace.keepsFiles },
  { path: "import", ...history, see: history.open, isOffered: (workspace) => workspace.may("importHistory") },
  {
    ...{ path: "site", title: site.title, about: site.settingsWords, see: site.settingsSee },
    isOffered: (workspace) => workspace.may("moderateVisitors"),
  },
];
