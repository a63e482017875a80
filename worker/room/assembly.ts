/** What a room consists of, and who hears of what: the one place where its parts are put together. */
import type { Message } from "../../protocol/index.ts";
import { log as faults } from "../log.ts";
import { ALL, tally } from "../tally.ts";
import { isHeld } from "../store/held.ts";
import { recordMove } from "../store/moves.ts";
import { searchOf } from "../search/found.ts";
import { membersNoOf } from "./channel-facts.ts";
import { ChannelFactsStore } from "./channel-facts-store.ts";
import { Changes } from "./commit/changes.ts";
import { ClassEmojiCheck } from "./commit/class-emoji-check.ts";
import { HeldPosts } from "./commit/held-posts.ts";
import { Moves } from "./commit/moves.ts";
import { Posts, type Answer } from "./commit/posts.ts";
import { RateLimiter } from "./commit/rate-limiter.ts";
import { MessageRules } from "./commit/rules.ts";
import { TakingOut } from "./commit/taking-out.ts";
import type { ChannelFacts, PostRequest, SocketIdentity, Written } from "./contract.ts";
import { FileRemovals } from "./files/file-removals.ts";
import { FileTickets } from "./files/tickets.ts";
import { D1Follower } from "./followers/d1.ts";
import { HubFollower } from "./followers/hub.ts";
import { LinkCardFollower } from "./followers/link-cards.ts";
import { PushFollower } from "./followers/push.ts";
import { SearchFollower } from "./followers/search.ts";
import { TranscriptFollower } from "./followers/transcript.ts";
import { WebhookFollower } from "./followers/webhooks.ts";
import { FirstValue } from "./log/first-value.ts";
import { OlderIds } from "./log/older-ids.ts";
import { RoomLog, type StoredMessage } from "./log/room-log.ts";
import { Trace } from "./log/trace.ts";
import type { Part } from "./part.ts";
import { ReadMarks } from "./readers/read-marks.ts";
import { ReadReceipts } from "./readers/read-receipts.ts";
import { countedSql } from "./counted-sql.ts";
import { CarriedWithSockets } from "./sockets/carried-with-sockets.ts";
import { Floods } from "./sockets/floods.ts";
import { ChannelSockets } from "./sockets/channel-sockets.ts";
import { Handshake } from "./sockets/handshake.ts";
import { RoomOrders } from "./sockets/orders.ts";
import { Pages } from "./sockets/pages.ts";
import { PagesOverHttp } from "./sockets/pages-over-http.ts";
import { RecentOrders } from "./sockets/recent-orders.ts";
import { Reconnects } from "./sockets/reconnects.ts";
import { AsParent } from "./threads/as-parent.ts";
import { AsThread } from "./threads/as-thread.ts";
import { EarlierHomes } from "./threads/earlier-homes.ts";
import { threadsGoAlong } from "./threads/go-along.ts";
import { OpenThreads } from "./threads/open-threads.ts";
import { RoomAlarm } from "./timers/alarm.ts";
import { Keeping } from "./timers/keeping.ts";
import { ClosePolls } from "./timers/close-polls.ts";
import { PlayedStudent } from "./timers/played-student.ts";
import { PollClosing } from "./timers/poll-closing.ts";
import { ScheduledPosts } from "./timers/scheduled-posts.ts";

/** What the parts ask of the room itself. */
interface Host {
  /** @throws before the room was told its channel */
  facts: () => ChannelFacts;
  /** New messages are in the log; everybody is told. `afterRev`: the channel's `rev` before them. */
  posted: (messages: Message[], afterRev: number) => void;
  changed: (message: Message, afterRev: number, before: StoredMessage | undefined) => void;
  changedMany: (changes: { message: Message; before: StoredMessage }[], afterRev: number) => void;
  /** Tells readers, and who carries the log (`Part.logged`). */
  tell: (changes: Message[], afterRev: number) => void;
  /** These members follow the thread from now on. */
  followed: (facts: ChannelFacts, memberNos: number[]) => void;
  /** Work that was asked for by a call: in the turn of its author, answered once. */
  called: (who: SocketIdentity, work: (answer: Answer) => void | Promise<void>) => Promise<Written>;
}

/** Parts that need each other call each other through closures: none is called before all are there. */
export function assemble(ctx: DurableObjectState, env: Env, host: Host) {
  const { storage } = ctx;
  const sql = countedSql(storage);
  const { facts, posted, changed, tell, called } = host;
  const d1 = env.DB;
  const first = new FirstValue(storage);
  const log = new RoomLog(sql, first);
  const olderIds = new OlderIds(log, d1);
  /** Of the class that the room is in; of none before it is told. */
  const scope = () => channel.facts?.workspaceId ?? ALL;
  const trace = new Trace((what, ms, messages) => {
    if (what === "commit") tally.addToMinute(scope(), "posts", messages);
    tally.time(scope(), what, ms, messages);
  });
  const tickets = new FileTickets(storage);
  const rules = new MessageRules(log, new RateLimiter(env.PLACE_LIMITS, sql), tickets);
  const channel: ChannelFactsStore = new ChannelFactsStore({
    ...{ storage, d1, log, first },
    sockets: () => ctx.getWebSockets(),
    wentElsewhere: ({ thread }) => {
      if (thread) earlierHomes.add(thread.parent);
      asThread.wentElsewhere();
      orders.wentElsewhere();
      push.toldOfAllChanged();
    },
    scheduled: (id, at) => scheduledPosts.set(id, at),
    begun: async (facts) => {
      for (const part of parts) await part.begin?.(facts);
      alarm.arm(false);
      // Who writes while D1 is away is not to wait for it.
      const reading = olderIds.read(facts.channelNo);
      ctx.waitUntil(reading.catch((error: unknown) => faults.fault("olderIds", error, { channel: facts.channelId })));
    },
  });

  // Sockets and readers
  const sockets: ChannelSockets = new ChannelSockets(ctx, {
    log,
    d1,
    membersNo: () => membersNoOf(facts()),
    about: () => ({ channel: facts().channelId }),
    firstFrame: (rev, readSeq) => handshake.firstFrame(rev, readSeq),
    told: (deliveries) => tally.addToMinute(scope(), "deliveries", deliveries),
    refused: (socket, { code }) => {
      tally.add(scope(), `refused.${code}`);
      floods.refused(socket, facts());
    },
  });
  const floods = new Floods(env, sockets.attachments);
  const marks = new ReadMarks(sockets.attachments, d1, () => sockets.all());
  const receipts = new ReadReceipts(sockets, d1);
  const reconnects = new Reconnects(sockets);
  const recentOrders = new RecentOrders();
  const handshake = new Handshake({ channel, log, d1, sockets, marks, receipts, reconnects, recentOrders });
  const pages = new Pages({ log, d1, facts, newest: (limit) => handshake.newestPage(limit), sockets });
  const earlierHomes = new EarlierHomes(storage);
  const openThreads = new OpenThreads(storage, env.ROOMS, sockets);
  const pagesOverHttp = new PagesOverHttp({ log, pages, reconnects, recentOrders });
  const orders = new RoomOrders({
    ...{ channel, sockets, reconnects, recentOrders, pagesOverHttp, threads: openThreads },
    toldOfAllChanged: () => push.toldOfAllChanged(),
    rulesChanged: (before, after) => {
      keeping.rulesChanged(before.keepDays, after.keepDays);
      alarm.arm(false);
    },
  });

  // What follows the log, and what has a time of its own
  const d1Follower = new D1Follower(log, d1, host.followed, (rev) => trace.replicated(rev));
  const search = searchOf(env);
  const indexed = new CarriedWithSockets(sockets.attachments, () => sockets.all());
  const searchFollower = search && new SearchFollower(log, search, d1, indexed, undefined, (rev) => trace.indexed(rev));
  const transcript = new TranscriptFollower(sql, log, d1);
  const hubFollower = new HubFollower(env.HUBS, () => sockets.members());
  const asThread: AsThread = new AsThread(sql, log, env, {
    fetch: (seq) => changes.fetch(seq),
    earlierHomes: () => earlierHomes.all(),
    notTaken: (seq) => asParent.notTaken(seq),
  });
  /** What the alarm posts: it may have rung before. */
  const post = async (facts: ChannelFacts, who: SocketIdentity, message: PostRequest): Promise<Written> => {
    await channel.begin(facts);
    return called(who, (answer) => posts.post(who, message, answer));
  };
  const scheduledPosts = new ScheduledPosts({ sql, d1, hubs: env.HUBS, post });
  const closePolls = new ClosePolls(new PollClosing(sql), {
    stored: (seq) => changes.stored(seq),
    close: (stored, now) => {
      const afterRev = log.head.rev;
      const closed = rules.closePoll(stored, now);
      if (closed) tell([closed], afterRev);
    },
  });
  const besides = {
    storage,
    env,
    alsoDo: (work: Promise<unknown>) => ctx.waitUntil(work),
    waits: () => alarm.arm(false),
  };
  const webhooks = new WebhookFollower(besides);
  const push: PushFollower = new PushFollower({ ...besides, log, marks, sockets });
  const linkCards = new LinkCardFollower({
    ...besides,
    sql,
    stored: (seq) => changes.stored(seq),
    show: (stored, links, found) => {
      const afterRev = log.head.rev;
      const shown = rules.showCards(stored, links, found);
      if (!shown) return;
      tell([shown], afterRev);
      alarm.arm();
    },
  });
  const carried = () => d1Follower.run(facts());
  const takingOut = new TakingOut({ facts, d1, log, storage, sockets, changedMany: host.changedMany, carried });
  const moves: Moves = new Moves({
    ...{ facts, env, storage, log, posted, changedMany: host.changedMany },
    stored: (seq) => changes.stored(seq),
    readOlderIds: () => olderIds.read(facts().channelNo),
    record: (act) => recordMove(d1, act),
    hang: () => asThread.tellAnew(facts()),
    threadsGo: async (from, to, places, isLast) => {
      const went = await threadsGoAlong(env, { from, to, places, isLast });
      if (from.channelId === facts().channelId) for (const thread of went.threads) openThreads.forget(thread);
      return went.replies;
    },
    waits: () => alarm.arm(false),
  });
  const keeping: Keeping = new Keeping({ storage, env, takingOut, carried, facts: () => channel.facts });
  /** In the order in which they hear of a commit and in which the alarm rings them. */
  const parts: readonly Part[] = [
    hubFollower,
    closePolls,
    scheduledPosts,
    new PlayedStudent({ sql, d1, post, stored: (seq) => changes.stored(seq) }),
    new FileRemovals(sql, env),
    asThread,
    webhooks,
    linkCards,
    keeping,
    moves,
    push,
    d1Follower,
    ...(searchFollower ? [searchFollower] : []),
    transcript,
    { name: "cursors", ring: () => log.storeCursors() },
    marks,
  ];
  const alarm = new RoomAlarm(ctx, parts, () => channel.writeDown());

  // Commits
  const changes = new Changes({ facts, d1, log, rules, emoji: new ClassEmojiCheck(d1), changed });
  const posts = new Posts({
    facts,
    log,
    rules,
    held: new HeldPosts(d1, rules),
    sockets,
    storage,
    fetch: (seq) => changes.fetch(seq),
    readOlderIds: () => olderIds.read(facts().channelNo),
    copies: asThread.copies,
    trace,
    posted,
  });
  const asParent = new AsParent({
    facts,
    log,
    rules,
    find: (id) => olderIds.seqOf(facts().channelNo, id),
    storedMessageAt: (seq) => changes.stored(seq),
    changed,
    // The thread's own alarm asks until it is in D1.
    summarised: (message, afterRev) => tell([message], afterRev),
    post: (who, request) => called(who, (answer) => posts.post(who, request, answer)),
  });

  return {
    alarm,
    asParent,
    asThread,
    changes,
    channel,
    d1Follower,
    handshake,
    hubFollower,
    isHeld: (id: string) => isHeld(d1, id),
    log,
    marks,
    moves,
    olderIds,
    openThreads,
    orders,
    pages,
    pagesOverHttp,
    parts,
    posts,
    receipts,
    reconnects,
    rules,
    scheduledPosts,
    searchFollower,
    sockets,
    takingOut,
    tickets,
    trace,
    transcript,
    webhooks,
  };
}
