/** Every route of docs/http.md as a function. Each may throw `RefusedError` or `UnreachableError`, and nothing else. */
import type * as v from "valibot";
import type * as P from "../protocol/index.ts";
import { createRequest, type HttpOptions, type Query } from "./http.ts";

type Input<S extends v.GenericSchema> = v.InferInput<S>;

/** At most one of `before`, `after`, `around` (each a `seq`); none asks for the newest page. */
export interface HistoryQuery {
  before?: number;
  after?: number;
  around?: number;
  /** 1 to PAGE_MAX. */
  limit?: number;
  /** The highest `rev` the reader knows; the page will not be older. */
  rev?: number;
}
/** A wording that a message had. `at`: when it was written, ms since 1970. */
export interface Version {
  body: string;
  at: number;
}
/** What a browser hands to WebAuthn, and the server's mark for the challenge in it. */
export type PasskeyOptions = Record<string, unknown> & { challengeToken: string };
export interface PasskeyAnswer {
  challengeToken: string;
  response: unknown;
}
/** For an account to come: a handle, a name, and the class to join (`code`) or to make (`workspaceName`). */
export interface PasskeyNewcomer {
  handle: string;
  name: string;
  code?: string;
  workspaceName?: string;
}

/** What the server has now, and when it was typed, ms. `body`: where that is something else than was sent. */
export interface KeptDraft {
  at: number;
  body?: string;
}
/** Written as the page is left. */
const leaving = { keepalive: true };

const at = (strings: TemplateStringsArray, ...parts: (string | number)[]) =>
  `/api${String.raw({ raw: strings }, ...parts.map((part) => encodeURIComponent(part)))}`;

export function createApi(options: HttpOptions = {}) {
  const request = createRequest(options);
  const get = async <T>(path: string, query?: Query) => (await request<T>("GET", path, undefined, query)).value;
  const post = async <T>(path: string, body?: unknown) => (await request<T>("POST", path, body)).value;
  const put = async <T>(path: string, body: unknown) => (await request<T>("PUT", path, body)).value;
  const patch = async <T>(path: string, body: unknown) => (await request<T>("PATCH", path, body)).value;
  const remove = async <T>(path: string) => (await request<T>("DELETE", path)).value;
  const baseUrl = (options.baseUrl ?? "").replace(/\/+$/u, "");
  type Entered = { workspace: string; account: P.Account };

  return {
    /** What the sockets need to know to reach the same server as the same caller. */
    baseUrl,
    token: options.token,
    health: () => get<{ ok: true }>(at`/health`),

    join: {
      look: (code: string) => post<{ name: string; people: number }>(at`/join/look`, { code }),
      enter: (body: Input<typeof P.JoinBody>) => post<Entered>(at`/join`, body),
      /** One click, no form: a guest in the demo class. */
      tryIt: () => post<Entered>(at`/try`),
    },
    signIn: (body: Input<typeof P.SignInBody>) => post<{ account: P.Account }>(at`/sign-in`, body),
    signOut: () => post<void>(at`/sign-out`),
    passkeys: {
      signInOptions: () => post<PasskeyOptions>(at`/passkeys/sign-in/options`),
      signIn: (answer: PasskeyAnswer) => post<{ account: P.Account }>(at`/passkeys/sign-in`, answer),
      registerOptions: (newcomer?: PasskeyNewcomer) => post<PasskeyOptions>(at`/passkeys/register/options`, newcomer),
      register: (answer: PasskeyAnswer & { name?: string }) =>
        post<{ account: P.Account; workspace?: string }>(at`/passkeys/register`, answer),
    },

    account: {
      get: () => get<{ account: P.Account }>(at`/account`),
      /** Null where nobody is signed in. */
      ifSignedIn: () => get<{ account: P.Account | null }>(at`/session`),
      changePassword: (body: Input<typeof P.ChangePasswordBody>) => put<void>(at`/account/password`, body),
      removePasskey: (id: string) => remove<void>(at`/account/passkeys/${id}`),
      devices: () => get<{ devices: P.Device[] }>(at`/account/devices`),
      signOutDevice: (id: string) => remove<void>(at`/account/devices/${id}`),
      /** Here included. */
      signOutEverywhere: () => remove<void>(at`/account/devices`),
      /** The token is told once. */
      createToken: (body: Input<typeof P.CreateTokenBody>) =>
        post<{ token: string; device: P.Device }>(at`/account/tokens`, body),
    },

    workspaces: {
      create: (body: Input<typeof P.CreateWorkspaceBody>) =>
        post<{ workspace: P.Workspace; account: P.Account }>(at`/workspaces`, body),
      bootstrap: (workspace: string) => get<P.Bootstrap>(at`/workspaces/${workspace}/bootstrap`),
      edit: (workspace: string, body: Input<typeof P.EditWorkspaceBody>) =>
        patch<{ workspace: P.Workspace }>(at`/workspaces/${workspace}`, body),
      newJoinCode: (workspace: string) => post<{ joinCode: string }>(at`/workspaces/${workspace}/join-code`),
      stopJoining: (workspace: string) => remove<void>(at`/workspaces/${workspace}/join-code`),
      leave: (workspace: string) => post<void>(at`/workspaces/${workspace}/leave`),
      editMySettings: (workspace: string, body: Input<typeof P.EditSettingsBody>) =>
        patch<{ settings: P.Settings }>(at`/workspaces/${workspace}/me/settings`, body),
      /** They cannot write to me in direct messages, and do not learn of it. Gives the ids of all whom I blocked. */
      block: (workspace: string, member: string) =>
        put<{ blocks: string[] }>(at`/workspaces/${workspace}/blocks/${member}`, {}),
      unblock: (workspace: string, member: string) =>
        remove<{ blocks: string[] }>(at`/workspaces/${workspace}/blocks/${member}`),
      drafts: (workspace: string) => get<{ drafts: P.Draft[] }>(at`/workspaces/${workspace}/drafts`),
      /** With their messages, newest first; those that I may no longer read are left out. */
      saved: (workspace: string) => get<{ saved: P.SavedMessage[] }>(at`/workspaces/${workspace}/saved`),
      /** Messages that name me, newest first. `before`: the `at` of the last one, for older ones. */
      mentions: (workspace: string, before?: number) =>
        get<{ mentions: P.Mention[]; reachedEnd: boolean }>(at`/workspaces/${workspace}/mentions`, { before }),
      /** Gives channel id → how far I have read now, of the channels that had something new. */
      readAll: (workspace: string) => post<{ reads: Record<string, number> }>(at`/workspaces/${workspace}/read-all`),
      /** At most 100 `ids`; without them, all who are here. */
      members: (workspace: string, ids?: readonly string[]) =>
        get<{ members: P.Member[]; noDirect?: string[] }>(at`/workspaces/${workspace}/members`, {
          ids: ids?.join(","),
        }),
      editMyProfile: (workspace: string, body: Input<typeof P.EditProfileBody>) =>
        patch<{ member: P.Member }>(at`/workspaces/${workspace}/me`, body),
      editMember: (workspace: string, member: string, body: Input<typeof P.EditMemberBody>) =>
        patch<{ member: P.Member }>(at`/workspaces/${workspace}/members/${member}`, body),
      /** They may come back with the join code. */
      removeMember: (workspace: string, member: string) => remove<void>(at`/workspaces/${workspace}/members/${member}`),
      /** Out at once, and out until the ban is lifted. `reason`: for the teaching team alone. */
      ban: (workspace: string, member: string, reason = "") =>
        put<void>(at`/workspaces/${workspace}/bans/${member}`, { reason }),
      /** Those that stand, the newest first. */
      bans: (workspace: string) => get<{ bans: P.Ban[] }>(at`/workspaces/${workspace}/bans`),
      /** They come back with the join code, as a student. */
      liftBan: (workspace: string, member: string) => remove<void>(at`/workspaces/${workspace}/bans/${member}`),
    },

    channels: {
      /** Public ones and mine, archived included. */
      list: (workspace: string) => get<{ channels: P.ListedChannel[] }>(at`/workspaces/${workspace}/channels`),
      create: (workspace: string, body: Input<typeof P.CreateChannelBody>) =>
        post<{ channel: P.MyChannel }>(at`/workspaces/${workspace}/channels`, body),
      /** The direct message with this member: the one there is, or a new one. */
      direct: (workspace: string, member: string) =>
        post<{ channel: P.MyChannel }>(at`/workspaces/${workspace}/direct`, { member }),
      /** A new group of me and these. */
      group: (workspace: string, body: Input<typeof P.CreateGroupBody>) =>
        post<{ channel: P.MyChannel }>(at`/workspaces/${workspace}/groups`, body),
      /** Empty: named by its members. */
      renameGroup: (channel: string, name: string) =>
        put<{ channel: P.Channel }>(at`/channels/${channel}/name`, { name }),
      /** Times are ms by the server's clock. With `body` in the answer: that was typed later, and stands. */
      keepDraft: async (channel: string, draft: Input<typeof P.DraftBody>) =>
        (await request<KeptDraft>("PUT", at`/channels/${channel}/draft`, draft, undefined, leaving)).value,
      dropDraft: async (channel: string, typedAt?: number) =>
        (await request<KeptDraft>("DELETE", at`/channels/${channel}/draft`, undefined, { at: typedAt }, leaving)).value,
      byName: (workspace: string, name: string) =>
        get<{ channel: P.ListedChannel }>(at`/workspaces/${workspace}/channels/by-name/${name}`),
      get: (channel: string) => get<{ channel: P.MyChannel }>(at`/channels/${channel}`),
      edit: (channel: string, body: Input<typeof P.EditChannelBody>) =>
        patch<{ channel: P.Channel }>(at`/channels/${channel}`, body),
      archive: (channel: string) => post<{ channel: P.Channel }>(at`/channels/${channel}/archive`),
      restore: (channel: string) => post<{ channel: P.Channel }>(at`/channels/${channel}/restore`),
      join: (channel: string) => post<{ channel: P.MyChannel }>(at`/channels/${channel}/join`),
      leave: (channel: string) => post<void>(at`/channels/${channel}/leave`),
      members: (channel: string) =>
        get<{ members: { id: string; joinedAt: number }[] }>(at`/channels/${channel}/members`),
      addMembers: (channel: string, members: readonly string[]) =>
        post<void>(at`/channels/${channel}/members`, { members }),
      removeMember: (channel: string, member: string) => remove<void>(at`/channels/${channel}/members/${member}`),
      /** Muted and until when, how much to be notified of, starred, in which folder of mine. */
      editMyMembership: (channel: string, body: Input<typeof P.EditMembershipBody>) =>
        patch<{ channel: P.MyChannel }>(at`/channels/${channel}/me`, body),
    },

    emoji: {
      /** All of the class's own, removed ones that are still shown included. */
      list: (workspace: string) => get<{ emoji: P.ClassEmoji[] }>(at`/workspaces/${workspace}/emoji`),
      /** `picture`: a data URL in base64 of a PNG, GIF, WebP or JPEG, at most EMOJI_PICTURE_MAX_BYTES of it. */
      add: (workspace: string, body: Input<typeof P.AddEmojiBody>) =>
        post<{ emoji: P.ClassEmoji }>(at`/workspaces/${workspace}/emoji`, body),
      /** It is offered no more; what was written with it still shows it. */
      remove: (workspace: string, name: string) =>
        remove<{ emoji: P.ClassEmoji }>(at`/workspaces/${workspace}/emoji/${name}`),
      /** Where its picture is: the same picture for ever, to who may see the class. */
      picture: (workspace: string, { name, version }: Pick<P.ClassEmoji, "name" | "version">) =>
        baseUrl + at`/workspaces/${workspace}/emoji/${name}/${version}`,
    },

    messages: {
      page: (channel: string, query: HistoryQuery = {}) => get<P.Page>(at`/channels/${channel}/messages`, { ...query }),
      /** Answered after the durable write. The same `id` again gives the message that is there. */
      post: (channel: string, body: Input<typeof P.PostBody>) =>
        post<{ message: P.Message }>(at`/channels/${channel}/messages`, body),
      edit: (channel: string, seq: number, body: Input<typeof P.EditBody>) =>
        patch<{ message: P.Message }>(at`/channels/${channel}/messages/${seq}`, body),
      /** Gives the tombstone. */
      remove: (channel: string, seq: number) =>
        remove<{ message: P.Message }>(at`/channels/${channel}/messages/${seq}`),
      /** A reaction, pin, checkpoint or vote. */
      act: (channel: string, seq: number, act: Input<typeof P.ActSchema>) =>
        post<{ message: P.Message }>(at`/channels/${channel}/messages/${seq}/acts`, { act }),
      /** Earlier wordings, oldest first: for its author and the teaching team. */
      versions: (channel: string, seq: number) =>
        get<{ versions: Version[] }>(at`/channels/${channel}/messages/${seq}/versions`),
      /** The steps of its way through the room, in their order; empty where the room has forgotten them. */
      trace: (channel: string, seq: number) =>
        get<{ steps: P.TraceStep[] }>(at`/channels/${channel}/messages/${seq}/trace`),
      /** Pins and checkpoints, newest first. */
      landmarks: (channel: string) => get<{ messages: P.Message[] }>(at`/channels/${channel}/landmarks`),
      /** For me alone. Saving again changes the note. */
      save: (channel: string, seq: number, note = "") =>
        put<{ saved: P.SavedMark }>(at`/channels/${channel}/messages/${seq}/saved`, { note }),
      unsave: (channel: string, seq: number) => remove<void>(at`/channels/${channel}/messages/${seq}/saved`),
      /** Everything after `seq` is unread again. */
      moveReadBack: (channel: string, seq: number) => post<void>(at`/channels/${channel}/read`, { seq, back: true }),
      markRead: (channel: string, seq: number) => post<void>(at`/channels/${channel}/read`, { seq }),
    },

    threads: {
      /** The thread on this message: the one there is, or a new one. */
      start: (channel: string, seq: number) =>
        post<{ channel: P.MyChannel }>(at`/channels/${channel}/messages/${seq}/thread`),
      follow: (thread: string) => put<{ channel: P.MyChannel }>(at`/channels/${thread}/follow`, {}),
      unfollow: (thread: string) => remove<void>(at`/channels/${thread}/follow`),
      /** Those that I follow, the newest message first. `before`: the `lastAt` of the last one, for more. */
      list: (workspace: string, before?: number) =>
        get<{ threads: P.MyThread[]; reachedEnd: boolean }>(at`/workspaces/${workspace}/threads`, { before }),
    },

    scheduled: {
      /** The same `id` again gives the item that is there. */
      add: (channel: string, body: Input<typeof P.ScheduleBody>) =>
        post<{ scheduled: P.Scheduled }>(at`/channels/${channel}/scheduled`, body),
      /** All that I have waiting in this class, the next one first. */
      list: (workspace: string) => get<{ scheduled: P.Scheduled[] }>(at`/workspaces/${workspace}/scheduled`),
      /** A refused one waits again. */
      edit: (workspace: string, id: string, body: Input<typeof P.EditScheduledBody>) =>
        patch<{ scheduled: P.Scheduled }>(at`/workspaces/${workspace}/scheduled/${id}`, body),
      cancel: (workspace: string, id: string) => remove<void>(at`/workspaces/${workspace}/scheduled/${id}`),
      /** A repeated one goes on with its next time. */
      sendNow: (workspace: string, id: string) =>
        post<{ message: P.Message }>(at`/workspaces/${workspace}/scheduled/${id}/send`),
    },

    import: {
      people: (workspace: string, body: Input<typeof P.ImportPeopleBody>) =>
        post<{ people: { key: string; member: string }[] }>(at`/workspaces/${workspace}/import/people`, body),
      channel: (workspace: string, body: Input<typeof P.ImportChannelBody>) =>
        post<{ channel: P.Channel; created: boolean }>(at`/workspaces/${workspace}/import/channels`, body),
      messages: (workspace: string, channel: string, body: Input<typeof P.ImportMessagesBody>) =>
        post<{ stored: number; known: number; places: { id: string; seq: number }[] }>(
          at`/workspaces/${workspace}/import/channels/${channel}/messages`,
          body,
        ),
      /** What an imported channel holds after the place `after`, ascending: for a run that goes on where one stopped. */
      places: (workspace: string, channel: string, after = 0) =>
        get<{ places: { id: string; seq: number }[]; reachedEnd: boolean }>(
          at`/workspaces/${workspace}/import/channels/${channel}/places`,
          { after },
        ),
    },

    socketPaths: {
      channel: (channel: string) => at`/channels/${channel}/socket`,
      workspace: (workspace: string) => at`/workspaces/${workspace}/socket`,
    },
  };
}
export type Api = ReturnType<typeof createApi>;
