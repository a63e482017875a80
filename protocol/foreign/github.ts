/** GitHub's events, each as a sentence with where it leads (https://docs.github.com/webhooks/webhook-events-and-payloads). */
import type { Incoming } from "./incoming-form.ts";
import { inside, objects, text, type Json } from "./json.ts";
import { plainText, type Block, type Span } from "./markup/rich-text.ts";

/** Of a push, and of somebody's words. */
const COMMITS_SHOWN = 10;
const WORDS_SHOWN = 500;

export function readGitHub(event: string, payload: Json): Incoming {
  const told = SENTENCES[event]?.(payload) ?? anyEvent(event, payload);
  const where = repositoryOf(payload);
  const first: Span[] = [...(where ? [where, plainText(": ")] : []), ...told.spans];
  return { parts: [[{ kind: "lines", spans: first }, ...(told.more ?? [])]] };
}

interface Told {
  spans: Span[];
  more?: Block[];
}
const said = (...spans: (Span | string)[]): Span[] =>
  spans.map((span) => (typeof span === "string" ? plainText(span) : span));
const link = (words: string, address: string): Span =>
  /^https?:/iu.test(address) ? { kind: "link", address, spans: [plainText(words)] } : plainText(words);
const code = (words: string): Span => ({ kind: "code", text: words });
const who = (payload: Json): Span => ({
  kind: "bold",
  spans: [plainText(text(inside(payload, "sender"), "login") || "GitHub")],
});
const quoted = (words: string): Block[] => {
  const short = words.length > WORDS_SHOWN ? `${words.slice(0, WORDS_SHOWN).toWellFormed()} …` : words;
  return short.trim() === "" ? [] : [{ kind: "quote", blocks: [{ kind: "lines", spans: [plainText(short.trim())] }] }];
};

function repositoryOf(payload: Json): Span | null {
  const repository = inside(payload, "repository");
  const name = text(repository, "full_name") || text(inside(payload, "organization"), "login");
  return name === "" ? null : link(name, text(repository, "html_url"));
}

const words = (name: string) => name.replaceAll("_", " ");
const numbered = (of: Json) => `#${String(of["number"])} ${text(of, "title")}`;

function push(payload: Json): Told {
  const commits = objects(payload["commits"]);
  const branch = text(payload, "ref").replace(/^refs\/(?:heads|tags)\//u, "");
  if (payload["deleted"] === true) return { spans: said(who(payload), " deleted ", code(branch)) };
  const count = `${commits.length} ${commits.length === 1 ? "commit" : "commits"}`;
  const forced = payload["forced"] === true ? "force-pushed " : "pushed ";
  const items = commits.slice(0, COMMITS_SHOWN).map((commit) => ({
    depth: 0,
    mark: "-",
    spans: said(
      link(text(commit, "id").slice(0, 7), text(commit, "url")),
      ` ${text(commit, "message").split("\n")[0] ?? ""}`,
    ),
  }));
  const left = commits.length - items.length;
  if (left > 0) items.push({ depth: 0, mark: "-", spans: said(link(`${left} more`, text(payload, "compare"))) });
  return {
    spans: said(who(payload), ` ${forced}`, link(count, text(payload, "compare")), " to ", code(branch)),
    more: items.length > 0 ? [{ kind: "list", items }] : [],
  };
}

/** Issues, pull requests and discussions. */
const about =
  (field: string, kind: string) =>
  (payload: Json): Told => {
    const it = inside(payload, field);
    const isMerged = payload["action"] === "closed" && it["merged"] === true;
    const action = isMerged ? "merged" : words(text(payload, "action"));
    const label = text(inside(payload, "label"), "name") || text(inside(payload, "assignee"), "login");
    return {
      spans: said(
        who(payload),
        ` ${action} ${kind} `,
        link(numbered(it), text(it, "html_url")),
        label ? ` (${label})` : "",
      ),
      more: action === "opened" ? quoted(text(it, "body")) : [],
    };
  };

const comment =
  (field: string) =>
  (payload: Json): Told => {
    const it = inside(payload, text(payload, "review") ? "review" : "comment");
    const on = inside(payload, field);
    const action =
      text(payload, "action") === "created" ? "commented on" : `${words(text(payload, "action"))} a comment on`;
    return {
      spans: said(who(payload), ` ${action} `, link(numbered(on), text(it, "html_url"))),
      more: quoted(text(it, "body")),
    };
  };

const ref =
  (verb: string) =>
  (payload: Json): Told => ({
    spans: said(who(payload), ` ${verb} ${text(payload, "ref_type")} `, code(text(payload, "ref"))),
  });

/** Runs and checks: what came of them. */
const run =
  (field: string) =>
  (payload: Json): Told => {
    const it = inside(payload, field);
    const outcome = text(it, "conclusion") || text(it, "status") || text(payload, "action");
    const name = text(it, "name") || text(inside(it, "app"), "name") || words(field);
    const at = text(it, "html_url") || text(it, "url");
    return {
      spans: said(
        link(name, at),
        `: ${words(outcome)}`,
        text(it, "head_branch") && " on ",
        text(it, "head_branch") && code(text(it, "head_branch")),
      ),
    };
  };

const SENTENCES: Record<string, (payload: Json) => Told> = {
  push,
  ping: (payload) => ({ spans: said("GitHub says hello. ", text(payload, "zen")) }),
  issues: about("issue", "issue"),
  pull_request: about("pull_request", "pull request"),
  discussion: about("discussion", "discussion"),
  issue_comment: comment("issue"),
  discussion_comment: comment("discussion"),
  pull_request_review_comment: comment("pull_request"),
  pull_request_review(payload) {
    const review = inside(payload, "review");
    const state = text(payload, "action") === "dismissed" ? "dismissed" : words(text(review, "state")) || "reviewed";
    const on = inside(payload, "pull_request");
    return {
      spans: said(who(payload), `: ${state} `, link(numbered(on), text(review, "html_url"))),
      more: quoted(text(review, "body")),
    };
  },
  create: ref("created"),
  delete: ref("deleted"),
  fork: (payload) => ({
    spans: said(
      who(payload),
      " forked it to ",
      link(text(inside(payload, "forkee"), "full_name"), text(inside(payload, "forkee"), "html_url")),
    ),
  }),
  release(payload) {
    const it = inside(payload, "release");
    return {
      spans: said(
        who(payload),
        ` ${words(text(payload, "action"))} release `,
        link(text(it, "name") || text(it, "tag_name"), text(it, "html_url")),
      ),
      more: payload["action"] === "published" ? quoted(text(it, "body")) : [],
    };
  },
  workflow_run: run("workflow_run"),
  workflow_job: run("workflow_job"),
  check_run: run("check_run"),
  check_suite: run("check_suite"),
  status: (payload) => ({
    spans: said(
      link(text(payload, "context"), text(payload, "target_url")),
      `: ${text(payload, "state")} `,
      text(payload, "description"),
    ),
  }),
};

/** Every other event: who did what to what, and where it is. */
function anyEvent(event: string, payload: Json): Told {
  const it = inside(payload, event);
  const name = text(it, "title") || text(it, "name") || text(it, "login") || text(it, "full_name") || text(it, "key");
  const action = words(text(payload, "action"));
  const address = text(it, "html_url") || text(payload, "html_url") || text(inside(payload, "repository"), "html_url");
  return {
    spans: said(who(payload), `: ${words(event)}${action ? ` ${action}` : ""} `, link(name || "more", address)),
  };
}
