/** What a line that begins with a slash does instead of being sent as words: what features offer. */
import type { MyChannel } from "../../../../../protocol/index.ts";
import type { ConversationClass } from "../context.ts";
import type { Command, Feature, Ran, WritingDesk } from "../feature.ts";

const commandsOf = (features: readonly Feature[]): Command[] => features.flatMap(({ commands = [] }) => commands);

/** Those that this person can use in this channel. */
export const commandsFor = (
  features: readonly Feature[],
  workspace: ConversationClass,
  channel: MyChannel | undefined,
): Command[] => commandsOf(features).filter(({ isOffered }) => isOffered(workspace, channel));

/** Null: not one of ours, and so words like any other. */
export async function runCommand(line: string, desk: WritingDesk, features: readonly Feature[]): Promise<Ran | null> {
  const [, name = "", rest = ""] = /^\/([a-z]+)(?:\s+([\s\S]*))?$/u.exec(line.trim()) ?? [];
  const command = commandsOf(features).find((each) => each.name === name);
  return (await command?.run(rest.trim(), desk)) ?? null;
}
