/** Takes one file out of a message: asked once, since its bytes go at once. */
import { t } from "#texts/files";
import type { Api } from "../../../../../client/index.ts";
import { wordsOfFiles } from "../../../../../protocol/file-kinds.ts";
import type { Message } from "../../../../../protocol/index.ts";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import { outcomeOf } from "../../base/outcome.ts";
import type { Conversation } from "../../conversation/conversation.svelte.ts";

export function askToTakeAway(api: Api, conversation: Conversation, message: Message, id: string): void {
  const { seq, body, meta } = message;
  const { channelId: channel } = conversation;
  const files = meta?.files ?? [];
  const gone = files.find((file) => file.id === id);
  if (!gone) return;
  const left = files.filter((file) => file !== gone);
  const isFilesAlone = body === wordsOfFiles(files);
  dialogs.confirm({
    ...{ title: t.takeAwayTitle, words: t.takeAwayWords({ name: gone.name }), action: t.takeAwayAction },
    run: () =>
      outcomeOf<unknown>(
        // Nothing is left of a message that was this file alone.
        isFilesAlone && left.length === 0
          ? api.call("messages.remove", { channel, seq })
          : api.call(
              "messages.edit",
              { channel, seq },
              {
                body: isFilesAlone ? wordsOfFiles(left) : body,
                files: left.flatMap((file) => file.id ?? []),
              },
            ),
      ),
  });
}
