/** SHA-256 of the platform, for what hashes in the shape that the protocol asks for. */
import { createHash } from "node:crypto";
import type { Sha256 } from "../protocol/archive/chain.ts";

export const sha256: Sha256 = (bytes) => createHash("sha256").update(bytes).digest();
