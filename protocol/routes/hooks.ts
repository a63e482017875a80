/** Addresses that post into a channel, and addresses that are told of one. */
import * as v from "valibot";
import { HOOK_BODY_MAX_BYTES } from "../limits.ts";
import {
  CreateIncomingHookBody,
  CreateOutgoingHookBody,
  DeliverySchema,
  IncomingHookSchema,
  OutgoingHookSchema,
} from "../programs.ts";
import type { Row } from "./route.ts";

const OF_CHANNEL = { channel: "manageHooks" } as const;

export const hooks = {
  list: {
    method: "GET",
    path: "/workspaces/:workspace/hooks",
    needs: { workspace: "manageBots" },
    answer: () => v.object({ incoming: v.array(IncomingHookSchema), outgoing: v.array(OutgoingHookSchema) }),
    since: "0.2",
    says: "those of channels that I am in",
  },
  createIncoming: {
    method: "POST",
    path: "/channels/:channel/incoming-hooks",
    needs: OF_CHANNEL,
    body: CreateIncomingHookBody,
    answer: () => v.object({ hook: IncomingHookSchema, path: v.string() }),
    status: 201,
    rate: { account: "class" },
    since: "0.2",
    says: "a new address; `path`, with the secret in it, is told once",
  },
  removeIncoming: {
    method: "DELETE",
    path: "/channels/:channel/incoming-hooks/:hook",
    needs: OF_CHANNEL,
    answer: "nothing",
    rate: { account: "class" },
    since: "0.2",
    says: "nothing comes by it any more; what came stays",
  },
  take: {
    method: "POST",
    path: "/hooks/:hook/:secret",
    needs: "nobody",
    maxBytes: HOOK_BODY_MAX_BYTES,
    anyOrigin: true,
    answer: "foreign",
    since: "0.2",
    says: "what tools post: Slack's, Discord's (`?wait=true` too) or GitHub's form, or plain text; see [webhooks.md](webhooks.md)",
  },
  createOutgoing: {
    method: "POST",
    path: "/channels/:channel/outgoing-hooks",
    needs: OF_CHANNEL,
    body: CreateOutgoingHookBody,
    answer: () => v.object({ hook: OutgoingHookSchema, secret: v.string() }),
    status: 201,
    rate: { account: "class" },
    since: "0.2",
    says: "an address that is told of this channel, signed by Standard Webhooks; the secret is told once",
  },
  removeOutgoing: {
    method: "DELETE",
    path: "/channels/:channel/outgoing-hooks/:hook",
    needs: OF_CHANNEL,
    answer: "nothing",
    rate: { account: "class" },
    since: "0.2",
    says: "it is told nothing more, nor what waited for it",
  },
  deliveries: {
    method: "GET",
    path: "/channels/:channel/outgoing-hooks/:hook/deliveries",
    needs: OF_CHANNEL,
    answer: () => v.object({ deliveries: v.array(DeliverySchema) }),
    since: "0.2",
    says: "what waits for it, what did not arrive, and what arrived last; the newest first, of each at most 50",
  },
  retry: {
    method: "POST",
    path: "/channels/:channel/outgoing-hooks/:hook/deliveries/:delivery",
    needs: OF_CHANNEL,
    answer: () => v.object({ deliveries: v.array(DeliverySchema) }),
    rate: { account: "class" },
    since: "0.2",
    says: "an undeliverable one waits again, and is tried at once",
  },
} as const satisfies Record<string, Row>;
