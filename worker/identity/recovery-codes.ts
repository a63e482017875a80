/** Codes that people write down for the day on which they forget their password: 79 bits each, told once, kept by their hash. */
import { customAlphabet } from "nanoid";
import { RECOVERY_CODES } from "../../protocol/back-in.ts";
import { hashSecret } from "./sessions.ts";

/** Letters and digits that cannot be misread: no 0 o 1 i l. */
const newCode = customAlphabet("23456789abcdefghjkmnpqrstuvwxyz", 16);

/** @returns the codes as they are told, in groups of four, and what is kept of them */
export async function makeRecoveryCodes(): Promise<{ codes: string[]; hashes: string[] }> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => newCode());
  return {
    codes: codes.map((code) => code.replace(/(.{4})(?=.)/gu, "$1-")),
    hashes: await Promise.all(codes.map(hashSecret)),
  };
}
