/** Errors of a run of tests that belong to no test: its reporter writes them (test/support/ending-reporter.ts), `npm test` says them. */
import { readFile } from "node:fs/promises";

/** The file of them, beside a run's report. */
export const strayErrorsOf = (report: string): string => `${report}.stray.json`;

/** @returns each as its message and stack; empty where the run had none */
export async function strayErrors(report: string): Promise<string[]> {
  const text = await readFile(strayErrorsOf(report), "utf8").catch(() => "[]");
  return JSON.parse(text) as string[];
}
