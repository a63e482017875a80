/** The way between a browser and the server, which a test can close and open. Playwright's own offline mode leaves open sockets open. */
import type { BrowserContext, Page, WebSocketRoute } from "@playwright/test";

/** Not one of PLACE's own codes: the connection is gone, and nobody said why. */
const GONE = 1012;

export class Network {
  readonly #context: BrowserContext;
  readonly #open = new Set<WebSocketRoute>();
  #isUp = true;
  #holdsPosts = false;
  #held: (() => void)[] = [];

  private constructor(context: BrowserContext) {
    this.#context = context;
  }

  /** Before the first page of the context is opened. */
  static async of(context: BrowserContext): Promise<Network> {
    const network = new Network(context);
    await context.routeWebSocket(/\/socket/u, (route) => network.#take(route));
    await context.route(/\/api\//u, async (route) => {
      const isLive = route.request().url().includes("/stream");
      const writes = route.request().method() !== "GET";
      if (!network.#isUp && (writes || isLive)) await route.abort("internetdisconnected");
      else await route.fallback();
    });
    return network;
  }

  #take(route: WebSocketRoute): void {
    if (!this.#isUp) return void route.close({ code: GONE });
    const server = route.connectToServer();
    this.#open.add(route);
    route.onMessage((frame) => {
      const pass = () => server.send(frame);
      if (this.#holdsPosts && String(frame).includes('"type":"post"')) this.#held.push(pass);
      else pass();
    });
    route.onClose(() => {
      this.#open.delete(route);
      void server.close();
    });
  }

  /** Sockets break and writes do not arrive; what only reads still does, so that a page can be loaded anew. */
  async stopWriting(): Promise<void> {
    this.#isUp = false;
    const broken = [...this.#open].map((route) => route.close({ code: GONE }));
    this.#open.clear();
    await Promise.all(broken);
  }

  /** As a laptop in a tunnel: the browser knows that it is offline. What comes right after the words of a page has come. */
  async goDown(): Promise<void> {
    const rooms = this.#context.pages().map((page) => page.locator(".below > [role=none] > .field"));
    await Promise.all(rooms.map((room) => room.first().waitFor({ state: "detached" })));
    await this.#context.setOffline(true);
    await this.stopWriting();
  }

  async comeBack(): Promise<void> {
    this.#isUp = true;
    await this.#context.setOffline(false);
  }

  /** Messages leave the page and stop on their way, until the returned function is called. */
  holdPosts(): () => void {
    this.#holdsPosts = true;
    return () => {
      this.#holdsPosts = false;
      for (const pass of this.#held.splice(0)) pass();
    };
  }
}

/** Nothing that the channel's socket says reaches the page. @param heard hears each frame that went through @returns lets all of it through, from the first frame on */
export async function holdSocket(
  page: Page,
  channel: { id: string },
  heard: (frame: string) => void = () => undefined,
): Promise<() => void> {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  await page.routeWebSocket(new RegExp(`${channel.id}/socket`, "u"), (socket) => {
    const server = socket.connectToServer();
    server.onMessage(
      (frame) =>
        void opened.then(() => {
          socket.send(frame);
          heard(String(frame));
        }),
    );
  });
  return open;
}
