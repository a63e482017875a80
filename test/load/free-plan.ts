/** What Cloudflare's free plan gives a day, and what a class's day takes of it: counted pieces, multiplied. */
import { figure } from "./report.ts";

/** Per day and account (Cloudflare's pages on limits and pricing, November 2026). */
export const QUOTAS = {
  workerRequests: { name: "Worker requests", limit: 100_000 },
  objectRequests: { name: "Durable Object requests (20 frames = 1)", limit: 100_000 },
  objectSeconds: { name: "Durable Object seconds at 128 MB", limit: 101_562 },
  roomRead: { name: "Durable Object rows read", limit: 5_000_000 },
  roomWritten: { name: "Durable Object rows written", limit: 100_000 },
  d1Read: { name: "D1 rows read", limit: 5_000_000 },
  d1Written: { name: "D1 rows written", limit: 100_000 },
} as const;
export type Quota = keyof typeof QUOTAS;
export type Cost = Partial<Record<Quota, number>>;

/** Something that happens `times` a day and costs `each` every time. */
export interface Use {
  what: string;
  times: number;
  each: Cost;
}

export function shareOf(uses: Use[], quota: Quota): { total: number; share: number } {
  const total = uses.reduce((sum, { times, each }) => sum + times * (each[quota] ?? 0), 0);
  return { total, share: total / QUOTAS[quota].limit };
}

/** The arithmetic, in Markdown. */
export function arithmeticOf(uses: Use[]): string {
  const quotas = Object.keys(QUOTAS) as Quota[];
  return quotas
    .map((quota) => {
      const { name, limit } = QUOTAS[quota];
      const { total, share } = shareOf(uses, quota);
      const terms = uses
        .filter(({ times, each }) => times * (each[quota] ?? 0) > 0)
        .map(({ what, times, each }) => {
          const one = each[quota] ?? 0;
          return `- ${what}: ${figure(times)} × ${figure(one)} = ${figure(times * one)}`;
        });
      const sum = `**${figure(total)} of ${figure(limit)}: ${(share * 100).toFixed(0)} %**`;
      return [`### ${name}`, "", ...terms, "", sum].join("\n");
    })
    .join("\n\n");
}
