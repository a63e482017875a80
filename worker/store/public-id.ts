/** The ids that people and addresses see: random, nothing to count or guess, safe in an address and easy to select whole. */
import { customAlphabet } from "nanoid";

/** 16 characters of 62: 95 bits. */
export const publicId = customAlphabet("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 16);
