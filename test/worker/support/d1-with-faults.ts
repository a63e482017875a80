/**
 * The real D1 behind a door that a test holds: calls fail, lose their answer, wait, and go on in another order, on demand
 * and never by time. Whatever no rule is made for goes straight through.
 */

/** One round trip: a single statement, or all those of a batch. */
export interface D1Call {
  statements: { sql: string; values: unknown[] }[];
}
/** Which round trips a rule is for: a part of one of their statements, or whatever a test can say of them. */
export type Which = string | RegExp | ((call: D1Call) => boolean);

interface Rule {
  fits(call: D1Call): boolean;
  /** Times that it still applies. */
  left: number;
  run<T>(call: D1Call, carryOut: () => Promise<T>): Promise<T>;
}

/** What the platform says when the database cannot be reached. */
export const LOST = "D1_ERROR: Network connection lost.";

const fitting = (which: Which) =>
  typeof which === "function"
    ? which
    : (call: D1Call) =>
        call.statements.some(({ sql }) => (typeof which === "string" ? sql.includes(which) : which.test(sql)));

/** A rule that can be taken away again. */
export class Fault {
  readonly #end: () => void;
  /** The calls that it befell. */
  readonly calls: D1Call[] = [];
  constructor(end: () => void) {
    this.#end = end;
  }
  /** From here on such calls go through again. */
  end(): void {
    this.#end();
  }
}

/** A call that stands at a gate. */
interface Standing {
  call: D1Call;
  /** What the test decided. */
  decided: "go" | "fail" | null;
  isAnswered: boolean;
}

/**
 * Waits for what somebody else in this isolate does. A room must not wait for a promise that another object or the test
 * resolves (the runtime takes it for hung, and forbids the I/O that would follow), so each looks for itself. A test that asks
 * rooms in a loop meanwhile must yield in it: calls inside workerd are served before any timer.
 */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await scheduler.wait(1);
}

/** Where calls wait until a test lets them go, in any order. */
export class Gate {
  readonly #waiting: Standing[] = [];
  readonly #end: () => void;
  #arrived = 0;
  #isOpen = false;

  constructor(end: () => void) {
    this.#end = end;
  }

  /** The calls that stand here, the oldest first. */
  get standing(): D1Call[] {
    return this.#waiting.map(({ call }) => call);
  }

  /** Resolves when `count` calls have come here, let go or not. */
  arrived(count = 1): Promise<void> {
    return until(() => this.#arrived >= count);
  }

  /** Lets one call go on, by default the oldest. Resolves when its answer is there. */
  letGo(index = 0): Promise<void> {
    return this.#decide(index, "go");
  }

  /** Lets one call end in a failure, of which D1 has heard or not: see `hold`. */
  fail(index = 0): Promise<void> {
    return this.#decide(index, "fail");
  }

  /** Decides of one call and waits for nothing: whoever asked may be gone, as after a crash. */
  release(index = 0, decided: "go" | "fail" = "go"): void {
    this.#take(index, decided);
  }

  /** Lets go all that wait, in their order, and all that come. */
  async open(): Promise<void> {
    this.#end();
    this.#isOpen = true;
    while (this.#waiting.length > 0) await this.letGo();
  }

  /** Stands here until a test decides. @returns what is to be called when the answer is there */
  async enter(call: D1Call): Promise<() => void> {
    const standing: Standing = { call, decided: this.#isOpen ? "go" : null, isAnswered: false };
    if (!this.#isOpen) this.#waiting.push(standing);
    this.#arrived += 1;
    await until(() => standing.decided !== null);
    const answered = () => {
      standing.isAnswered = true;
    };
    if (standing.decided === "fail") {
      answered();
      throw new Error(LOST);
    }
    return answered;
  }

  #decide(index: number, decided: "go" | "fail"): Promise<void> {
    const standing = this.#take(index, decided);
    return until(() => standing.isAnswered);
  }

  #take(index: number, decided: "go" | "fail"): Standing {
    const [standing] = this.#waiting.splice(index, 1);
    if (!standing) throw new Error(`no call ${index} waits here`);
    standing.decided = decided;
    return standing;
  }
}

export class D1WithFaults {
  /** Every round trip that was asked for, in order, those that failed too. */
  readonly calls: D1Call[] = [];
  readonly #prepare: D1Database["prepare"];
  readonly #batch: D1Database["batch"];
  readonly #known = new WeakMap<object, { real: D1PreparedStatement; sql: string; values: unknown[] }>();
  readonly #rules: Rule[] = [];
  readonly #restore: (() => void)[] = [];

  constructor(d1: D1Database) {
    this.#prepare = d1.prepare.bind(d1);
    this.#batch = d1.batch.bind(d1);
  }

  /** In place of this binding, for whoever has it: the room and the routes of this isolate. Until `restore`. */
  static over(d1: D1Database): D1WithFaults {
    const faults = new D1WithFaults(d1);
    const { prepare, batch } = d1;
    d1.prepare = (sql) => faults.prepare(sql);
    d1.batch = <T>(statements: D1PreparedStatement[]) => faults.batch<T>(statements);
    faults.#restore.push(() => Object.assign(d1, { prepare, batch }));
    return faults;
  }

  /** For a part that takes its database as an argument. */
  get binding(): D1Database {
    return this as unknown as D1Database;
  }

  /** Everything goes through again, and what waits is let go. */
  restore(): void {
    for (const rule of [...this.#rules]) this.#end(rule);
    for (const undo of this.#restore.splice(0)) undo();
  }

  asked(which: Which): D1Call[] {
    return this.calls.filter(fitting(which));
  }

  /** Such calls fail, and D1 never hears of them. */
  fail(which: Which, { times = Infinity, error = LOST } = {}): Fault {
    return this.#fault(which, times, async () => {
      throw new Error(error);
    });
  }

  /** D1 carries such calls out, and who asked hears of a failure: the answer was lost on its way. */
  loseAnswer(which: Which, { times = Infinity, error = LOST } = {}): Fault {
    return this.#fault(which, times, async (carryOut) => {
      await carryOut();
      throw new Error(error);
    });
  }

  /** Such calls wait: `"before"` D1 hears of them, or after it has carried them out, with the answer on its way. */
  hold(which: Which, { wait = "before", times = Infinity }: { wait?: "before" | "after"; times?: number } = {}): Gate {
    const gate = new Gate(() => this.#end(rule));
    const rule: Rule = {
      fits: fitting(which),
      left: times,
      async run(call, carryOut) {
        const early = wait === "after" ? await carryOut() : undefined;
        const answered = await gate.enter(call);
        try {
          return wait === "after" ? early! : await carryOut();
        } finally {
          answered();
        }
      },
    };
    this.#rules.push(rule);
    this.#restore.push(() => void gate.open());
    return gate;
  }

  // ── what a D1 binding does ──────────────────────────────────────────────────────────────────────────────────────

  prepare(sql: string): D1PreparedStatement {
    return this.#wrap(this.#prepare(sql), sql, []);
  }

  batch<T>(statements: D1PreparedStatement[]): Promise<D1Result<T>[]> {
    const known = statements.map((statement) => this.#known.get(statement)!);
    return this.#ask(
      known.map(({ sql, values }) => ({ sql, values })),
      () => this.#batch<T>(known.map(({ real }) => real)),
    );
  }

  #wrap(real: D1PreparedStatement, sql: string, values: unknown[]): D1PreparedStatement {
    const ask = <T>(carryOut: () => Promise<T>) => this.#ask([{ sql, values }], carryOut);
    const wrapped = {
      bind: (...bound: unknown[]) => this.#wrap(real.bind(...bound), sql, bound),
      all: () => ask(() => real.all()),
      run: () => ask(() => real.run()),
      first: (column?: string) => ask(() => (column === undefined ? real.first() : real.first(column))),
      raw: (options?: { columnNames?: false }) => ask(() => real.raw(options)),
    };
    this.#known.set(wrapped, { real, sql, values });
    return wrapped as unknown as D1PreparedStatement;
  }

  #ask<T>(statements: D1Call["statements"], carryOut: () => Promise<T>): Promise<T> {
    const call = { statements };
    this.calls.push(call);
    const rule = this.#rules.find((each) => each.left > 0 && each.fits(call));
    if (!rule) return carryOut();
    rule.left -= 1;
    return rule.run(call, carryOut);
  }

  #fault(which: Which, times: number, run: <T>(carryOut: () => Promise<T>) => Promise<T>): Fault {
    const fault = new Fault(() => this.#end(rule));
    const rule: Rule = {
      fits: fitting(which),
      left: times,
      run: (call, carryOut) => {
        fault.calls.push(call);
        return run(carryOut);
      },
    };
    this.#rules.push(rule);
    return fault;
  }

  #end(rule: Rule): void {
    const at = this.#rules.indexOf(rule);
    if (at >= 0) this.#rules.splice(at, 1);
  }
}
