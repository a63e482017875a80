/**
 * How a hash says what it cost: `N.r.p$` before it. Those without were made when the cost was this one, and it is never changed here: what
 * one password costs now stands in password-cost.ts, and a hash that cost something else is made anew when its owner signs in.
 */
import { COST } from "./password-cost.ts";

interface Cost {
  N: number;
  r: number;
  p: number;
}
const FIRST: Cost = { N: 2 ** 14, r: 8, p: 5 };

/** As it is kept. @param hash base64url, by the cost of now */
export const withCost = (hash: string): string => `${COST.N}.${COST.r}.${COST.p}$${hash}`;

/** What it cost, with room for the memory of that, and the hash alone. */
export function readCost(kept: string): { cost: Cost & { maxmem: number }; hash: string } {
  const [, N, r, p, hash] = /^(\d+)\.(\d+)\.(\d+)\$(.*)$/u.exec(kept) ?? [];
  const cost = N === undefined ? FIRST : { N: Number(N), r: Number(r), p: Number(p) };
  return { cost: { ...cost, maxmem: 256 * cost.N * cost.r }, hash: hash ?? kept };
}

/** Whether it is to be made anew. */
export function isOutgrown(kept: string): boolean {
  const { cost } = readCost(kept);
  return cost.N !== COST.N || cost.r !== COST.r || cost.p !== COST.p;
}
