/** What is taken out for good: a class, an account with all that is its own; and the receipt. */
import * as v from "valibot";
import { DeleteClassBody, ErasureAskedSchema, ReceiptSchema } from "../erasures.ts";
import { ProofBody } from "../proof.ts";
import type { Row } from "./route.ts";

export const erasing = {
  deleteClass: {
    method: "POST",
    path: "/workspaces/:workspace/deletion",
    needs: { workspace: "deleteWorkspace" },
    body: DeleteClassBody,
    order: ["permit", "body", "rate"],
    answer: () => ErasureAskedSchema,
    rate: { account: "class" },
    since: "0.4",
    says: "the class is deleted in a week, with all that is in it, unless an owner takes that back; `name` is the class's. Asked again it is answered with the same receipt",
  },
  keepClass: {
    method: "DELETE",
    path: "/workspaces/:workspace/deletion",
    needs: { workspace: "deleteWorkspace" },
    order: ["permit", "rate"],
    answer: "nothing",
    rate: { account: "class" },
    since: "0.4",
    says: "the class stays",
  },
  eraseAccount: {
    method: "POST",
    path: "/account/erasure",
    needs: "person",
    body: ProofBody,
    answer: () => ErasureAskedSchema,
    rate: { account: "class" },
    since: "0.4",
    says: "closes my account, and in a week takes out what I wrote, my files, reactions and all that is mine in every class; signing in before that takes it back. Not of who owns a class alone in which others are",
  },
  receipt: {
    method: "GET",
    path: "/receipts/:code",
    needs: "nobody",
    answer: () => v.object({ receipt: ReceiptSchema }),
    rate: { address: "look" },
    since: "0.4",
    says: "what became of it, for whoever has its code: numbers, and no names",
  },
} as const satisfies Record<string, Row>;
