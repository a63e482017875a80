/** What rooms are asked to take out, and what they say of it. */

/** What is taken out by no hand (commit/taking-out.ts). `seqs`: at most some hundreds. */
export type TakeOutOrder =
  { type: "wordsOf"; member: string; seqs: number[] } | { type: "expired"; seqs: number[] } | { type: "everything" };
/** How many messages, files of them, and messages of others that had a reaction or vote. */
export type TakenOut = { messages?: number; files?: number; reactions?: number };
