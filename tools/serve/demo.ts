/** Fills the demo class, once in the life of a state folder: before anybody is served, straight into D1. */
import type { D1Database } from "@cloudflare/workers-types";

export interface DemoFilled {
  workspaceId: string;
  people: number;
  messages: number;
}

/** Null where a demo class was there already. */
export async function fillDemoOnce(
  d1: D1Database,
  print: (line: string) => void,
  ownerPassword?: string,
): Promise<DemoFilled | null> {
  const row = await d1.prepare("SELECT id FROM workspaces WHERE demo = 1 LIMIT 1").first();
  if (row) return null;
  print("Filling the demo class …");
  // Loaded only when it is needed: its conversations are half a megabyte of text.
  const { fillDemo } = await import("../demo/fill.ts");
  return fillDemo(d1, Date.now(), ownerPassword);
}
