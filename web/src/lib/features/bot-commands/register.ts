/** Commands of bots in the list behind a slash, and what comes of giving one. */
import { t } from "#texts/programs";
import { v7 as uuidv7 } from "uuid";
import type { OfferedCommand, WorkspaceEvent } from "../../../../../protocol/index.ts";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import { outcomeOf } from "../../base/outcome.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import type { ConversationClass } from "../../conversation/context.ts";
import { DONE, not, type Command, type Feature, type Ran, type WritingDesk } from "../../conversation/feature.ts";
import { OfferedCommands } from "./offered.svelte.ts";

const offered = new OfferedCommands();

const commandOf = (command: OfferedCommand): Command => ({
  name: command.name,
  takes: command.takes,
  says: command.says,
  isOffered: () => true,
  run: (words, desk) => give(command, words, desk),
});

async function give(command: OfferedCommand, words: string, { workspace, channelId }: WritingDesk): Promise<Ran> {
  hearAnswers(workspace);
  workspace.session.wantMembers([command.bot]);
  const asked = { id: uuidv7(), words };
  const told = await outcomeOf(
    workspace.api.call("commands.invoke", { channel: channelId, command: command.id }, asked),
  );
  if (!told.ok) return not(told.refusal.sentence);
  const { answer, message } = told.value;
  if (answer !== undefined) show(workspace, command.bot, command.name, answer);
  else if (!message) toasts.say(t.onItsWay({ name: nameOf(workspace, command.bot), command: command.name }));
  return DONE;
}

const nameOf = (workspace: ConversationClass, bot: string) => workspace.member(bot)?.name ?? t.title;

function show(workspace: ConversationClass, bot: string, command: string, body: string): void {
  const title = t.answeredBy({ name: nameOf(workspace, bot), command });
  void dialogs.open(() => import("./CommandAnswer.svelte"), { title, body });
}

const heard = new WeakSet<ConversationClass>();
/** Answers that come later are for who gave the command, in whichever channel they are by then. */
function hearAnswers(workspace: ConversationClass): void {
  if (heard.has(workspace)) return;
  heard.add(workspace);
  workspace.session.onEvent((event: WorkspaceEvent) => {
    if (event.type !== "commandAnswered") return;
    const { bot, command, body } = event;
    toasts.say(t.answeredBy({ name: nameOf(workspace, bot), command }), {
      next: { label: t.show, run: () => show(workspace, bot, command, body) },
      stays: 60_000,
    });
  });
}

export const botCommands: Feature = {
  moreCommands: {
    known: (workspace, channelId) => offered.of(workspace, channelId).map(commandOf),
    find: async (name, { workspace, channelId }) => {
      const command = (await offered.load(workspace, channelId)).find((each) => each.name === name);
      return command && commandOf(command);
    },
  },
};
