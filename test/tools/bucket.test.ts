import { readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { BUCKET, ensureBucket, withoutBucket } from "../../tools/bucket.ts";
import type { CommandResult } from "../../tools/run-command.ts";

const config = readFileSync(new URL("../../wrangler.toml", import.meta.url), "utf8");
const fails = (code: number, sentence: string): CommandResult => ({
  code: 1,
  output: `✘ [ERROR] A request to the Cloudflare API (/accounts/1/r2/buckets) failed.\n\n  ${sentence} [code: ${code}]\n`,
});
const works: CommandResult = { code: 0, output: "" };
const OFF = fails(10042, "Please enable R2 through the Cloudflare Dashboard.");
const MISSING = fails(10006, "The specified bucket does not exist.");

/** A wrangler that answers so, one after the other. */
function answering(...answers: CommandResult[]) {
  const asked: string[] = [];
  const wrangler = (...args: string[]) => {
    asked.push(args.join(" "));
    return Promise.resolve(answers.shift()!);
  };
  return { asked, wrangler };
}

describe("the bucket of a deployment", () => {
  test("one that is there is used, one that is not is created", async () => {
    vi.spyOn(console, "log").mockImplementation(() => undefined);
    const there = answering(works);
    expect(await ensureBucket(there.wrangler)).toBe(true);
    expect(there.asked).toEqual([`r2 bucket info ${BUCKET}`]);
    const missing = answering(MISSING, works);
    expect(await ensureBucket(missing.wrangler)).toBe(true);
    expect(missing.asked[1]).toBe(`r2 bucket create ${BUCKET}`);
    vi.restoreAllMocks();
  });

  test("an account without R2 is deployed without it", async () => {
    expect(await ensureBucket(answering(OFF).wrangler)).toBe(false);
  });

  test("whatever else goes wrong ends the deploy: pictures that are there are not lost to a line that was down", async () => {
    const down = answering(fails(10001, "We encountered an internal error."));
    await expect(ensureBucket(down.wrangler)).rejects.toThrow(/--no-files[\s\S]*10001/u);
  });

  test("the configuration without it is the same but for the bucket", () => {
    const rest = withoutBucket(config);
    expect(config).toContain(`bucket_name = "${BUCKET}"`);
    expect(rest).not.toMatch(/r2_buckets|FILES|place-files/u);
    const headings = (text: string) => text.match(/^\[.*\]$/gmu);
    expect(headings(rest)).toEqual(headings(config)?.filter((heading) => heading !== "[[r2_buckets]]"));
    expect(() => withoutBucket(rest)).toThrow();
  });
});
