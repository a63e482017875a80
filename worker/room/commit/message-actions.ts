/**
 * What an act makes of a message. Pure: the message as it is goes in, the message as it will be comes out, with the part of it
 * that readers are not told (`PrivateState`). An act that changes nothing gives null; a refusal is a code.
 */
import {
  REACTIONS_MAX,
  POLL_OPTIONS_MAX,
  type Act,
  type Message,
  type Poll,
  type PollDraft,
  type RefusalCode,
} from "../../../protocol/index.ts";
import { eachEmojiOnce, withReaction, type ReactionCount } from "../../../protocol/reactions.ts";
import type { ChannelAction } from "../../../protocol/permissions.ts";

/** Kept with a message, in the room and in D1, and never sent with it. */
export interface PrivateState {
  /** Earlier wordings, oldest first. */
  versions?: { body: string; at: number }[];
  /** The `rev` of the last edit: a reaction does not make an editor's view stale. */
  bodyRev?: number;
  /** Of an open ballot: member id → indexes of options. */
  ballots?: Record<string, number[]>;
  /** Of a message with a thread: the thread's `rev` that its summary tells of. */
  threadRev?: number;
  /** … where its last change, `rev`, was such a summary, and what is searched for of it last changed with `since` (summed.ts). */
  summed?: { rev: number; since: number };
  /** Of a tombstone: the member who took out what another one wrote. It is written down where the log is carried over (followers/d1.ts). */
  removedBy?: string;
  /** Links whose cards were taken away. */
  noCards?: string[];
  /** Of a secret ballot: votes per option. Who voted stands in the poll, what they voted nowhere. */
  counts?: number[];
}
export interface ActionResult {
  message: Omit<Message, "rev">;
  sealed: PrivateState;
}

type Meta = NonNullable<Message["meta"]>;

/** What a person must be allowed, for an act. */
export function actionOf(act: Act): ChannelAction {
  switch (act.type) {
    case "react":
      return "react";
    case "pin":
      return "pin";
    case "checkpoint":
      return "setCheckpoint";
    case "vote":
      return "vote";
    case "addOption":
      return "addPollOption";
    case "closePoll":
    case "revealPoll":
      return "managePoll";
    case "task":
      return "makeTask";
    case "finishTask":
      return "finishTask";
    // Who may take out the whole may take out the card.
    case "removeCard":
      return "deleteMessage";
  }
}

/** @param now ms since 1970 */
export function applyAct(
  message: Message,
  sealed: PrivateState,
  act: Act,
  member: string,
  now: number,
): ActionResult | RefusalCode | null {
  switch (act.type) {
    case "react":
      return react(message, sealed, act.emoji, act.on, member);
    case "pin":
      if ((message.meta?.pinned !== undefined) === act.on) return null;
      return withMeta(message, sealed, { pinned: act.on ? { by: member, at: now } : undefined });
    case "checkpoint":
      if ((message.meta?.checkpoint?.name ?? null) === act.name) return null;
      return withMeta(message, sealed, {
        checkpoint: act.name === null ? undefined : { name: act.name, by: member, at: now },
      });
    case "vote":
      return onPoll(message, now, sealed, (poll) => vote(message, sealed, poll, act.choices, member));
    case "addOption":
      return onPoll(message, now, sealed, (poll) => {
        if (poll.options.some(({ text }) => text === act.text)) return null;
        if (poll.options.length >= POLL_OPTIONS_MAX) return "too_many";
        const added = { ...poll, options: [...poll.options, { text: act.text }] };
        return counted(message, sealed.counts ? { ...sealed, counts: [...sealed.counts, 0] } : sealed, added);
      });
    case "closePoll":
      if (isUnknown(message, sealed)) return "poll_closed";
      if (!message.meta?.poll) return "not_found";
      return message.meta.poll.closedAt === undefined
        ? counted(message, sealed, { ...message.meta.poll, closedAt: now })
        : null;
    case "revealPoll":
      if (isUnknown(message, sealed)) return "poll_closed";
      if (!message.meta?.poll) return "not_found";
      return message.meta.poll.revealedAt === undefined
        ? counted(message, sealed, revealed(message.meta.poll, now))
        : null;
    case "removeCard":
      return withoutCard(message, sealed, act.url);
    case "task":
      return setTask(message, sealed, act, member, now);
    case "finishTask":
      return finishTask(message, sealed, act.on, member, now);
  }
}

function setTask(
  message: Message,
  sealed: PrivateState,
  { on, to }: Extract<Act, { type: "task" }>,
  member: string,
  now: number,
): ActionResult | null {
  const before = message.meta?.task;
  if (!on) return before ? withMeta(message, sealed, { task: undefined }) : null;
  const whose = to === undefined ? before?.to : (to ?? undefined);
  if (before && before.to === whose) return null;
  const { to: _before, ...rest } = before ?? { by: member, at: now };
  return withMeta(message, sealed, { task: { ...rest, ...(whose !== undefined && { to: whose }) } });
}

function finishTask(
  message: Message,
  sealed: PrivateState,
  on: boolean,
  member: string,
  now: number,
): ActionResult | RefusalCode | null {
  const before = message.meta?.task;
  if (!before) return "not_found";
  if ((before.done !== undefined) === on) return null;
  const { done: _before, ...open } = before;
  return withMeta(message, sealed, { task: on ? { ...open, done: { by: member, at: now } } : open });
}

/**
 * Without what this member did to somebody else's message: reactions, and a vote that is theirs to see. A secret vote is a number in which
 * nobody finds it again. @returns null where there is nothing of theirs
 */
export function withoutMember(message: Message, sealed: PrivateState, member: string): ActionResult | null {
  const { reactions = [], poll } = message.meta ?? {};
  const left = eachEmojiOnce(reactions).reduce<readonly ReactionCount[]>(
    (all, { emoji }) => withReaction(all, emoji, false, member) ?? all,
    eachEmojiOnce(reactions),
  );
  const hasReacted = reactions.some(({ members }) => members.includes(member));
  const hasVoted = poll?.voted.includes(member) === true;
  if (!hasReacted && !hasVoted) return null;
  const unreacted = hasReacted
    ? withMeta(message, sealed, { reactions: left.length > 0 ? left : undefined }).message
    : message;
  if (!poll || !hasVoted) return { message: unreacted, sealed };
  const { [member]: _theirs, ...ballots } = sealed.ballots ?? {};
  const kept = sealed.ballots ? { ...sealed, ballots } : sealed;
  return counted({ ...message, ...unreacted }, kept, { ...poll, voted: poll.voted.filter((one) => one !== member) });
}

/** So many are remembered: more links have no cards in one wording. */
const NO_CARDS_MAX = 10;
function withoutCard(message: Message, sealed: PrivateState, url: string): ActionResult | null {
  const { cards = [] } = message.meta ?? {};
  const left = cards.filter((card) => card.url !== url);
  if (left.length === cards.length) return null;
  const noCards = [...(sealed.noCards ?? []), url].slice(-NO_CARDS_MAX);
  return withMeta(message, { ...sealed, noCards }, { cards: left.length > 0 ? left : undefined });
}

/** A secret ballot that is revealed is closed too: later votes could be told from the counts. */
function revealed(poll: Poll, now: number): Poll {
  return { ...poll, revealedAt: now, ...(poll.secret && { closedAt: poll.closedAt ?? now }) };
}

/** The poll of a new message, and what is kept of its ballots. */
export function newPoll({ question, options, multiple, secret, sealed, open, closesAt }: PollDraft): {
  poll: Poll;
  sealed: PrivateState;
} {
  const poll: Poll = {
    question,
    options: options.map((text) => ({ text })),
    multiple,
    secret,
    sealed,
    open,
    voted: [],
  };
  if (closesAt !== undefined) poll.closesAt = closesAt;
  const ballots: PrivateState = secret ? { counts: options.map(() => 0) } : { ballots: {} };
  return { poll: tally(poll, ballots), sealed: ballots };
}

function react(
  message: Message,
  sealed: PrivateState,
  emoji: string,
  on: boolean,
  member: string,
): ActionResult | RefusalCode | null {
  const before = eachEmojiOnce(message.meta?.reactions ?? []);
  const reactions = withReaction(before, emoji, on, member);
  if (reactions === null) return null;
  if (reactions.length > before.length && reactions.length > REACTIONS_MAX) return "too_many";
  return withMeta(message, sealed, { reactions: reactions.length > 0 ? reactions : undefined });
}

/** An import brought a poll whose votes its readers did not see: nobody knows them here, so it stays as it came. */
const isUnknown = ({ meta }: Message, { ballots, counts }: PrivateState) =>
  meta?.imported === true && meta.poll !== undefined && ballots === undefined && counts === undefined;

function onPoll(
  message: Message,
  now: number,
  sealed: PrivateState,
  act: (poll: Poll) => ActionResult | RefusalCode | null,
): ActionResult | RefusalCode | null {
  const poll = message.meta?.poll;
  if (!poll) return "not_found";
  if (isUnknown(message, sealed)) return "poll_closed";
  if (poll.closedAt !== undefined || (poll.closesAt !== undefined && poll.closesAt <= now)) return "poll_closed";
  return act(poll);
}

function vote(
  message: Message,
  sealed: PrivateState,
  poll: Poll,
  choices: number[],
  member: string,
): ActionResult | RefusalCode | null {
  const chosen = [...new Set(choices)].sort((a, b) => a - b);
  if (chosen.some((choice) => choice >= poll.options.length) || (chosen.length > 1 && !poll.multiple)) return "invalid";
  const hasVoted = poll.voted.includes(member);
  if (poll.secret) {
    if (hasVoted) return "voted";
    if (chosen.length === 0) return null;
    const counts = (sealed.counts ?? []).map((count, i) => count + (chosen.includes(i) ? 1 : 0));
    return counted(message, { ...sealed, counts }, { ...poll, voted: [...poll.voted, member].sort() });
  }
  const { [member]: earlier, ...others } = sealed.ballots ?? {};
  if (String(earlier ?? "") === String(chosen)) return null;
  const ballots = chosen.length === 0 ? others : { ...others, [member]: chosen };
  return counted(message, { ...sealed, ballots }, { ...poll, voted: Object.keys(ballots).sort() });
}

function counted(message: Message, sealed: PrivateState, poll: Poll): ActionResult {
  return withMeta(message, sealed, { poll: tally(poll, sealed) });
}

/**
 * Puts into the poll what readers may see of the ballots: all when results are live or revealed, nothing before. A secret ballot
 * shows nothing before it is closed: who watched one name and one vote come together would know who voted what.
 */
function tally(poll: Poll, { ballots, counts }: PrivateState): Poll {
  const shows = (!poll.sealed || poll.revealedAt !== undefined) && (!poll.secret || poll.closedAt !== undefined);
  const options = poll.options.map(({ text }, i) => {
    if (!shows) return { text };
    if (counts) return { text, votes: counts[i] ?? 0 };
    const voters = Object.entries(ballots ?? {}).flatMap(([member, choices]) => (choices.includes(i) ? [member] : []));
    return { text, votes: voters.length, voters };
  });
  return { ...poll, options };
}

function withMeta(message: Message, sealed: PrivateState, change: Partial<Record<keyof Meta, unknown>>): ActionResult {
  const { meta: before, ...rest } = message;
  const meta = Object.fromEntries(
    Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined),
  ) as Meta;
  return { message: Object.keys(meta).length > 0 ? { ...rest, meta } : rest, sealed };
}
