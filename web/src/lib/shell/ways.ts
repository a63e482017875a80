/** What the class shell gives to a conversation: where it leads, and where its parts and features come from. */
import type { WorkspaceState } from "../class/state/workspace.svelte.ts";
import type { Ways } from "../conversation/context.ts";
import { provideFeatures } from "../conversation/features.svelte.ts";
import { provideParts } from "../conversation/parts.svelte.ts";

provideParts(() => import("./beside.ts").then(({ parts }) => parts));
provideFeatures(() => import("./features.ts").then(({ features }) => features));

const further = () => import("./further-ways.ts");

export const waysIn = (workspace: WorkspaceState): Ways => ({
  toProfile: (member) => workspace.openProfile(member),
  toDetails: (channel) => workspace.openDetails(channel),
  toPeople: (channel) => workspace.openPeople(channel),
  toPins: (channel) => workspace.openPins(channel),
  toThread: async (channel, message) => (await further()).openThread(workspace, channel, message),
  leaveThread: async () => (await further()).closeThread(),
  toTime: async (conversation, at) => (await further()).openJump(workspace, conversation, at),
  toMessage: async (conversation, seq) => (await further()).toMessage(workspace, conversation, seq),
  up: `/w/${workspace.id}`,
  close: () => workspace.closePanel(),
});
