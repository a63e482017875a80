/**
 * A long history checked by a reader in the built app: what it takes once the bytes are there, what the page stands still for meanwhile, and how long
 * the whole of it is for who pressed the button.
 */
import type { Page } from "@playwright/test";
import { build } from "esbuild";
import { join } from "node:path";
import { ROOT } from "../../../tools/run-command.ts";
import { inBrowser } from "../app-in-browser.ts";
import { channelId, LONG } from "../bench-class.ts";
import { counted, type Outcome, type Scenario } from "../scenario.ts";

const ROUNDS = 5;
const PER_100_000 = 100_000;

export const verify: Scenario = {
  name: "verify",
  run(bench) {
    const length = bench.quick ? 10_000 : 100_000;
    return inBrowser(length, 2, async ({ openChannel }): Promise<Outcome> => {
      const page = await openChannel(0, LONG);
      await page.evaluate(await program());
      const first = await fetched(page);
      const rounds: Round[] = [];
      for (let i = 0; i < ROUNDS; i++) rounds.push(await checked(page, length));
      const scaled = rounds.map(({ ms }) => (ms * PER_100_000) / length).sort((a, b) => a - b);
      const longest = Math.max(...rounds.map(({ longestMs }) => longestMs));
      return {
        measured: [
          counted(
            "verifying 100,000 messages once they are here",
            scaled[Math.floor(ROUNDS / 2)] ?? 0,
            "ms",
            3_000,
            1_000,
          ),
          counted("longest task meanwhile", longest, "ms", 50, 50),
        ],
        raw: {
          "verifying, per 100,000: least ms": scaled[0] ?? 0,
          "verifying, per 100,000: most ms": scaled.at(-1) ?? 0,
          "fetching it for the first time, chain from before included: ms": first.ms,
          "fetching it again: ms": (await fetched(page)).ms,
          "bytes of all answers, JSON, for a message": first.bytes / length,
          "of it proof, for a message": first.proofBytes / length,
        },
      };
    });
  },
};

interface Round {
  ms: number;
  longestMs: number;
}

/** The client's check as the page has it, as a program of the bench. */
async function program(): Promise<string> {
  const entry = `
    import { sha256 } from "@noble/hashes/sha2.js";
    import { checkHistory } from "./client/transcript/check-history.ts";
    globalThis.benchCheck = { sha256, checkHistory };`;
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: ROOT, sourcefile: join(ROOT, "bench-check.ts") },
    ...{ bundle: true, minify: true, format: "iife", write: false, target: "es2023" },
  });
  return outputFiles[0]?.text ?? "";
}

/** All answers, in the page. */
function fetched(page: Page): Promise<{ ms: number; bytes: number; proofBytes: number }> {
  return page.evaluate(async (channel) => {
    const began = performance.now();
    const proofs: Record<number, unknown> = {};
    let [bytes, proofBytes, last] = [0, 0, 1];
    for (let from = 1; from <= last;) {
      const answer = await fetch(`/api/channels/${channel}/proof?from=${from}`);
      if (answer.status === 429) {
        await new Promise((resolve) => setTimeout(resolve, 2_000));
        continue;
      }
      const text = await answer.text();
      bytes += text.length;
      proofBytes += text.length - text.indexOf('],"blocks":');
      const proof = JSON.parse(text) as { blocks: { from: number }[]; head: { seq: number } };
      proofs[from] = proof;
      last = proof.head.seq;
      from = proof.blocks.at(-1)!.from + 256;
    }
    Object.assign(globalThis, { benchProofs: proofs });
    return { ms: performance.now() - began, bytes, proofBytes };
  }, channelId(LONG));
}

function checked(page: Page, length: number): Promise<Round> {
  return page.evaluate(
    async ({ channel, length }) => {
      const { benchCheck, benchProofs } = globalThis as unknown as {
        benchCheck: {
          sha256: unknown;
          checkHistory: (options: object, signal: AbortSignal) => Promise<{ whole: { last: number } | null }>;
        };
        benchProofs: Record<number, { head: object }>;
      };
      const call = (_: string, __: object, { from }: { from?: number }) =>
        Promise.resolve(from ? benchProofs[from] : { ...benchProofs[1], messages: [], blocks: [], changes: [] });
      const giveWay = () =>
        new Promise<void>((resolve) => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve();
          port2.postMessage(null);
        });
      let longestMs = 0;
      const observer = new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longestMs = Math.max(longestMs, duration);
      });
      observer.observe({ type: "longtask" });
      const began = performance.now();
      const { whole } = await benchCheck.checkHistory(
        {
          ...{ api: { call }, clock: { now: () => performance.now() }, sha256: benchCheck.sha256, channel, giveWay },
          ...{ before: null, onProgress: () => undefined },
        },
        new AbortController().signal,
      );
      const ms = performance.now() - began;
      await new Promise((resolve) => setTimeout(resolve, 100));
      observer.disconnect();
      if (whole?.last !== length) throw new Error("the history was not whole");
      return { ms, longestMs };
    },
    { channel: channelId(LONG), length },
  );
}
