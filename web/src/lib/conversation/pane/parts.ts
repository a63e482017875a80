/** What a conversation itself can have beside words: fetched together when the first of it is to be shown. See parts.svelte.ts. */
import { t as words } from "#texts/conversation-later";
import { outboxOf } from "../account-outbox.ts";
import Announcer from "./Announcer.svelte";
import Barred from "../composer/Barred.svelte";
import Beginning from "../list/Beginning.svelte";
import CheckpointLine from "../list/CheckpointLine.svelte";
import Composer from "../composer/Composer.svelte";
import ConnectionLine from "./ConnectionLine.svelte";
import OverList from "../list/OverList.svelte";
import ImportedMark from "../message/ImportedMark.svelte";
import MessageMarks from "../message/MessageMarks.svelte";
import FailedMessage from "../message/FailedMessage.svelte";
import NamedFiles from "../message/NamedFiles.svelte";
import Quote from "../message/Quote.svelte";
import Reactions from "../message/Reactions.svelte";
import SeenLine from "../message/SeenLine.svelte";
import Typists from "./Typists.svelte";
import { Growth } from "../window/growth.ts";
import { isFilesAlone } from "../files/files-alone.ts";
import { onListKey } from "../list-keys.ts";
import { copyCode } from "../markup/copy-code.ts";
import { quickKey } from "../row-acts.ts";
import { swipeReply } from "../swipe-reply.ts";
import { longPress } from "../../base/ui/long-press.ts";
import { oneTabStop } from "../../base/ui/one-tab-stop.ts";

// Named one by one: a whole module as a value needs the bundler's runtime, which is a file of its own.
export const own = {
  Announcer,
  Barred,
  Beginning,
  CheckpointLine,
  Composer,
  ConnectionLine,
  Growth,
  OverList,
  ImportedMark,
  MessageMarks,
  FailedMessage,
  NamedFiles,
  Quote,
  Reactions,
  SeenLine,
  Typists,
  words,
  outboxOf,
  isFilesAlone,
  oneTabStop,
  longPress,
  onListKey,
  copyCode,
  quickKey,
  swipeReply,
};
