/** What a poll says of itself. Pure. */
import { t } from "#texts/poll";
import type { Poll, PollDraft } from "../../../../../protocol/index.ts";

/** A poll on its way has no votes yet. */
export function pollOf(draft: PollDraft): Poll {
  const { options, closesAt, ...rules } = draft;
  const shown = options.map((text) => (rules.sealed || rules.secret ? { text } : { text, votes: 0, voters: [] }));
  return { ...rules, options: shown, voted: [], ...(closesAt !== undefined && { closesAt }) };
}

export const isClosed = (poll: Poll, now: number): boolean =>
  poll.closedAt !== undefined || (poll.closesAt !== undefined && poll.closesAt <= now);

/** Results can be seen: live, revealed, or of a secret ballot that is over. The server tells them then, and not before. */
export const shows = (poll: Poll): boolean => poll.options.some(({ votes }) => votes !== undefined);

/** A vote in a secret ballot is counted and forgotten: there is nothing left to change. */
export const isFinal = (poll: Poll): boolean => poll.secret;

/** What I voted, where the poll tells it; null where it does not. */
export function choicesOf(poll: Poll, me: string): number[] | null {
  if (!poll.voted.includes(me)) return [];
  if (poll.secret || !shows(poll)) return null;
  return poll.options.flatMap(({ voters }, index) => (voters?.includes(me) ? [index] : []));
}

/** 0 to 1 of those who voted, per option. */
export function shares(poll: Poll): number[] {
  const voters = Math.max(1, poll.voted.length);
  return poll.options.map(({ votes = 0 }) => Math.min(1, votes / voters));
}

/** Indexes of the options with the most votes; none before anybody voted. */
export function leaders(poll: Poll): Set<number> {
  const most = Math.max(0, ...poll.options.map(({ votes = 0 }) => votes));
  return new Set(most === 0 ? [] : poll.options.flatMap(({ votes }, index) => (votes === most ? [index] : [])));
}

export const votersIn = (poll: Poll): string => {
  const count = poll.voted.length;
  return count === 0 ? t.nobodyYet : t.voted({ count });
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "Closes in 2 h", rounded up so that it never says less than is left. */
export function closing(poll: Poll, now: number): string {
  if (isClosed(poll, now)) return t.closed;
  if (poll.closesAt === undefined) return "";
  const left = poll.closesAt - now;
  if (left <= MINUTE) return t.closesWithinMinute;
  if (left < HOUR) return t.closesInMinutes({ count: Math.ceil(left / MINUTE) });
  if (left < 2 * DAY) return t.closesInHours({ count: Math.ceil(left / HOUR) });
  return t.closesInDays({ count: Math.ceil(left / DAY) });
}

/** The rules that a voter should know before choosing, in the order in which they matter. */
export function rulesOf(poll: Poll): string[] {
  const rules = [poll.multiple ? t.chooseMany : t.chooseOne];
  if (poll.secret) rules.push(t.secret);
  if (poll.sealed && poll.revealedAt === undefined) rules.push(t.sealed);
  else if (poll.secret && poll.closedAt === undefined) rules.push(t.showsAtClose);
  return rules;
}

/** For a screen reader, when something has changed. */
export function spokenResults(poll: Poll): string {
  const voters = votersIn(poll);
  if (!shows(poll)) return t.spokenVoters({ voters });
  const options = poll.options.map(({ text, votes = 0 }) => t.spokenOption({ option: text, votes })).join(t.comma);
  return t.spoken({ question: poll.question, options, voters });
}
