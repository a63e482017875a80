/** A finger on glass: what a phone's browser gets of it, and not what a page makes of it. */
import type { BrowserContextOptions, Locator, Page } from "@playwright/test";

/** Small phones first: what has room there has room elsewhere. */
export const PHONE = {
  viewport: { width: 390, height: 664 },
  hasTouch: true,
  isMobile: true,
} satisfies BrowserContextOptions;
export const SMALL = { ...PHONE, viewport: { width: 320, height: 568 } } satisfies BrowserContextOptions;

interface Point {
  x: number;
  y: number;
}

type Touch = (type: "touchStart" | "touchMove" | "touchEnd", points: Point[]) => Promise<void>;

export class Finger {
  readonly #touch: Touch;
  #at: Point = { x: 0, y: 0 };

  private constructor(touch: Touch) {
    this.#touch = touch;
  }

  static async on(page: Page): Promise<Finger> {
    const session = await page.context().newCDPSession(page);
    return new Finger(async (type, touchPoints) => {
      await session.send("Input.dispatchTouchEvent", { type, touchPoints });
    });
  }

  async down(at: Point): Promise<void> {
    this.#at = at;
    await this.#touch("touchStart", [at]);
  }
  /** In steps, as a hand does it. */
  async move({ x = 0, y = 0 }: Partial<Point>): Promise<void> {
    const from = this.#at;
    for (let step = 1; step <= 5; step += 1) {
      this.#at = { x: from.x + (x * step) / 5, y: from.y + (y * step) / 5 };
      await this.#touch("touchMove", [this.#at]);
    }
  }
  up(): Promise<void> {
    return this.#touch("touchEnd", []);
  }

  /** @param at a share of its width; it is touched in the middle of its height */
  async downOn(target: Locator, at = 0.5): Promise<void> {
    const box = (await target.boundingBox())!;
    await this.down({ x: box.x + box.width * at, y: box.y + box.height / 2 });
  }
  /** Stays until what comes of it is there. */
  async hold(target: Locator, until: () => Promise<void>): Promise<void> {
    await this.downOn(target);
    await until();
    await this.up();
  }
  async swipe(target: Locator, by: Partial<Point>, at?: number): Promise<void> {
    await this.downOn(target, at);
    await this.move(by);
    await this.up();
  }
}
