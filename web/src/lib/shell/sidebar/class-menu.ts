/** What the class's own menu has for me. */
import { goto } from "$app/navigation";
import { t } from "#texts/class-menu";
import { t as ui } from "#texts/ui";
import { hasOtherOwner } from "../../../../../client/index.ts";
import { leaveClass } from "../../class/admin/leave-class.ts";
import { me } from "../../class/account/account.svelte.ts";
import { signOut as endSession, unsentOf } from "../../class/account/signing-out.ts";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import { openClass } from "../../class/state/open-class.svelte.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import { waiting } from "../../features/order/waiting.svelte.ts";
import { install } from "../../features/install/install.svelte.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import type { MenuEntry } from "../../base/ui/menu.ts";

const go = (address: string) => () => void goto(address);

/** What was not sent yet goes with everything else that is kept here: that is asked once. */
async function askAndSignOut(account: string) {
  const count = await unsentOf(account);
  if (count === 0) return signOut();
  void dialogs.confirm({
    title: t.signOutUnsentTitle,
    words: t.signOutUnsentWords({ count }),
    action: t.signOut,
    run: async () => {
      await signOut();
      return { ok: true, value: undefined };
    },
  });
}

async function signOut() {
  const outcome = await endSession();
  if (!outcome.ok) return toasts.trouble(t.stillSignedIn({ reason: outcome.refusal.sentence }));
  openClass.close();
  await goto("/?home");
}
const leaving = (workspace: WorkspaceState): MenuEntry[] =>
  !workspace.account.guest && workspace.may("leaveWorkspace", null, { otherOwner: hasOtherOwner(workspace.known) })
    ? [{ label: t.leaveClass, run: () => leaveClass(workspace) }]
    : [];

/** What the teaching team does stands behind one row, with how much waits there; everybody else has their own reports. */
function runningIt(workspace: WorkspaceState): MenuEntry[] {
  const more = waiting.count > 0 && { more: t.waiting({ count: waiting.count }) };
  const reports = (label: string): MenuEntry => ({ label, ...more, run: go(`/w/${workspace.id}/reports`) });
  if (!workspace.may("decideReports")) return [reports(t.myReports)];
  const { id } = workspace;
  const entries: MenuEntry[] = [
    reports(t.reports),
    ...(workspace.may("moderateVisitors") ? [{ label: t.classSite, run: go(`/w/${id}/settings/site`) }] : []),
    ...(workspace.may("readInsights") ? [{ label: t.insights, run: go(`/w/${id}/insights`) }] : []),
    ...(workspace.may("handleProblems") ? [{ label: t.problems, run: go(`/w/${id}/problems`) }] : []),
    ...(workspace.may("readStatus") ? [{ label: t.status, run: go(`/w/${id}/settings/status`) }] : []),
  ];
  return [{ label: t.running, ...more, entries }];
}

export function classEntries(workspace: WorkspaceState): MenuEntry[] {
  waiting.look(workspace);
  const others = (me.account?.workspaces ?? []).filter(({ id }) => id !== workspace.id);
  return [
    ...(workspace.may("invite")
      ? ([
          {
            label: t.invite,
            run: () => void dialogs.open(() => import("../../class/admin/InviteDialog.svelte"), { workspace }),
          },
        ] satisfies MenuEntry[])
      : []),
    {
      label: t.readAll,
      keys: "Shift+Esc",
      keepsFocus: true,
      run: () =>
        void import("../../class/state/read-all.ts")
          .then((part) => part.readAll(workspace))
          .catch(() => toasts.trouble(ui.partNotFetched)),
    },
    { label: t.people, run: go(`/w/${workspace.id}/people`) },
    { label: t.browse, run: go(`/w/${workspace.id}/channels`) },
    { label: t.tasks, run: go(`/w/${workspace.id}/tasks`) },
    { label: t.scheduled, more: t.scheduledMore, run: go(`/w/${workspace.id}/scheduled`) },
    { label: t.emoji, run: go(`/w/${workspace.id}/settings/emoji`) },
    ...runningIt(workspace),
    // Who can change nothing there is not sent there; their way out of the class stands here.
    ...(workspace.may("editWorkspace")
      ? [{ label: t.settings, run: go(`/w/${workspace.id}/settings`) }]
      : leaving(workspace)),
    "line",
    ...others.map(({ id, name, icon }): MenuEntry => ({
      label: name,
      more: t.switch,
      picture: icon,
      run: go(`/w/${id}`),
    })),
    {
      label: t.another,
      entries: [
        { label: t.join, run: go("/join") },
        { label: t.create, run: go("/new") },
      ],
    },
    "line",
    { label: t.yourSettings, run: go("/settings") },
    ...(install.way === "no"
      ? []
      : [{ label: t.install, run: () => (install.way === "asks" ? void install.ask() : go("/settings/devices")()) }]),
    {
      label: t.help,
      entries: [
        { label: t.welcome, keepsFocus: true, run: () => workspace.openWelcome() },
        {
          label: t.report,
          run: () =>
            void import("../../features/problems/watch.ts").then(
              (part) => part.tellProblem(workspace),
              () => toasts.trouble(ui.partNotFetched),
            ),
        },
        {
          label: t.keyboard,
          keys: "?",
          run: () =>
            void import("../../features/keyboard/register.ts").then(
              (part) => part.openKeyMap(),
              () => undefined,
            ),
        },
      ],
    },
    workspace.account.guest
      ? // A guest has no way back in: leaving is for good, and asks.
        {
          label: t.leaveAsGuest,
          run: () =>
            dialogs.confirm({
              title: t.leaveTitle,
              words: t.leaveWords,
              action: t.leave,
              run: async () => {
                await signOut();
                return { ok: true, value: undefined };
              },
            }),
        }
      : { label: t.signOut, run: () => void askAndSignOut(workspace.account.id) },
  ];
}
