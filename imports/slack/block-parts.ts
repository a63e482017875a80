/** What becomes of the parts of blocks: they stand in each other at any depth, so they are known by their own names. */
import { UNKNOWN, type Where } from "../accounting.ts";
import { BLOCK_PARTS, PRESSED, REASONS } from "./parts.ts";
import type { Reason } from "../reasons.ts";

/** @param taken true where the blocks are shown; otherwise why they are not */
export function accountForBlocks(blocks: unknown, taken: true | Reason, { findings, place, prefix = "" }: Where): void {
  const seen = new Set<string>();
  const report = (why: Reason, path: string) => {
    if (!seen.has(why + path)) findings.part(why, path, place);
    seen.add(why + path);
  };
  const walk = (value: unknown, path: string, name: string, rule: true | Reason): void => {
    if (Array.isArray(value)) for (const item of value) walk(item, path, name, rule);
    else if (typeof value === "object" && value !== null) {
      const isPressed = "type" in value && PRESSED.has(String(value.type));
      for (const [key, inner] of Object.entries(value))
        walk(inner, `${path}.${key}`, key, rule === true && isPressed ? REASONS.buttons : rule);
    } else if (isSomething(value)) {
      const known = rule === true ? BLOCK_PARTS[name] : rule;
      if (known !== true) report(known ?? UNKNOWN, path);
    }
  };
  walk(blocks, prefix, "", taken);
}

const isSomething = (value: unknown) =>
  value !== null && value !== undefined && value !== "" && value !== false && value !== 0;
