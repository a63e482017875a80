/** What features add to menus and commands, which offer it in this order. Another feature is a line here. */
import type { Feature } from "../conversation/feature.ts";
import { botCommands } from "../features/bot-commands/register.ts";
import { channelCommands } from "../features/channel-commands/register.ts";
import { files, photos } from "../features/files/register.ts";
import { moving } from "../features/moving/register.ts";
import { order } from "../features/order/register.ts";
import { phrases } from "../features/phrases/register.ts";
import { pins } from "../features/pins/register.ts";
import { polls } from "../features/polls/register.ts";
import { presence } from "../features/presence/register.ts";
import { saved } from "../features/saved/register.ts";
import { scheduled } from "../features/scheduled/register.ts";
import { similarQuestions } from "../features/search/writing-aid.ts";
import { tasks } from "../features/tasks/register.ts";
import { time } from "../features/time/register.ts";
import { transcript } from "../features/transcript/register.ts";
import { trace } from "../features/trace/register.ts";

export const features: readonly Feature[] = [
  files,
  photos,
  polls,
  channelCommands,
  presence,
  phrases,
  scheduled,
  saved,
  pins,
  tasks,
  time,
  moving,
  order,
  transcript,
  trace,
  similarQuestions,
  botCommands,
];
