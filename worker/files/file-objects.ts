/** The objects of R2 that a file of a message consists of. */
import type { MessageFile } from "../../protocol/index.ts";

export const objectsOf = ({ id, size = 0, preview }: MessageFile): { id: string; size: number }[] => [
  ...(id === undefined ? [] : [{ id, size }]),
  ...(preview === undefined ? [] : [preview]),
];
