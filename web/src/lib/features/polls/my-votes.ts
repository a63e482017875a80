/**
 * What I voted in a sealed poll, which the server tells nobody before it is revealed, me included: kept on this device so that my
 * own marks stay where I put them. Of a secret ballot nothing is kept anywhere.
 */
import { readJson, write } from "../../base/browser/storage.ts";

const STORED_MAX = 50;
const keyOf = (member: string) => `place.votes.${member}`;

const read = (member: string) => readJson(keyOf(member), {}) as Record<string, number[]>;

export const myVotes = {
  in: (member: string, message: string): number[] | null => read(member)[message] ?? null,
  keep(member: string, message: string, choices: readonly number[]): void {
    const { [message]: _before, ...others } = read(member);
    const kept = Object.entries({ ...others, [message]: [...choices] }).slice(-STORED_MAX);
    // Where storage is closed or full, the poll says that I voted, and not what.
    write(keyOf(member), JSON.stringify(Object.fromEntries(kept)));
  },
};
