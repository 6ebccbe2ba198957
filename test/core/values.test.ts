import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { adaptiveLimit, type AdaptiveLimit } from "../../src/core/concurrency/adaptive-limit.ts";
import { pickChanged, isSame } from "../../src/core/changes.ts";
import { omitUndefined } from "../../src/core/omit-undefined.ts";
import { choose } from "../../src/core/lookup/choose.ts";
import { sameBytes } from "../../src/core/content/compare-bytes.ts";
import { ConnectionError } from "../../src/core/errors.ts";
import { JsonReader } from "../../src/core/json/reader.ts";
import { findByName, nearNames } from "../../src/core/lookup/lookup.ts";
import { pooled } from "../../src/core/concurrency/pool.ts";
import { redactor, type Sent } from "../../src/core/secrets/redact.ts";
import { retryBudget } from "../../src/core/retry/retry-table.ts";
import { failure, idle, rejection } from "./support/rejection.ts";

const refusal = (work: () => unknown) => failure(Promise.resolve().then(work));

describe("the adaptive limit", () => {
  const requests = (count: number, ms: number, limit: AdaptiveLimit, pass: (ms: number) => void): void => {
    for (let at = 0; at < count; at += 1) {
      pass(ms);
      limit.note({ status: 200, error: undefined, durationMs: ms });
    }
  };
  const limited = (): { readonly limit: AdaptiveLimit; readonly pass: (ms: number) => void } => {
    let time = 0;
    return { limit: adaptiveLimit(() => time), pass: (ms) => void (time += ms) };
  };

  test("grows while more gets done in the same time, up to 32", () => {
    const { limit, pass } = limited();
    expect(limit.current).toBe(8);
    for (let round = 0; round < 20; round += 1) requests(limit.current * 2, 20 / limit.current, limit, pass);
    expect(limit.current).toBe(32);
  });

  test("grows hardly where nothing more gets done", () => {
    const { limit, pass } = limited();
    requests(60, 20, limit, pass);
    expect(limit.current).toBe(16);
  });

  test("halves when the platform asks for less or does not answer, once for what was under way together", () => {
    const { limit, pass } = limited();
    pass(1_000);
    for (let at = 0; at < 8; at += 1) limit.note({ status: 429, error: undefined, durationMs: 100 });
    expect(limit.current).toBe(4);
    pass(200);
    const error = new ConnectionError("No answer.", { phase: "receive", sent: true });
    limit.note({ status: undefined, error, durationMs: 100 });
    expect(limit.current).toBe(2);
    for (let at = 0; at < 9; at += 1) {
      pass(200);
      limit.note({ status: 503, error: undefined, durationMs: 100 });
    }
    expect(limit.current).toBe(1);
  });
});

describe("the retry budget", () => {
  test("has one retry more after each ten successes, and never more than at first", () => {
    const budget = retryBudget(2);
    const left = (): number => {
      let count = 0;
      while (budget.take()) count += 1;
      return count;
    };
    expect(left()).toBe(2);
    for (let success = 0; success < 9; success += 1) budget.refill();
    expect(left()).toBe(0);
    budget.refill();
    expect(left()).toBe(1);
    for (let success = 0; success < 1_000; success += 1) budget.refill();
    expect(left()).toBe(2);
  });
});

describe("sameBytes", () => {
  const stream = (chunks: readonly Uint8Array[], onCancel?: () => void): ReadableStream<Uint8Array> => {
    const queue = [...chunks];
    return new ReadableStream(
      {
        pull: (controller) => {
          const chunk = queue.shift();
          if (chunk === undefined) controller.close();
          else controller.enqueue(chunk);
        },
        ...(onCancel ? { cancel: onCancel } : {}),
      },
      { highWaterMark: 0 },
    );
  };

  test("compares bytes, however they are cut", async () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 5, max: 2 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(chunks, chunks, async (a, b) => {
        expect(await sameBytes(stream(a), stream(b))).toBe(Buffer.concat(a).equals(Buffer.concat(b)));
      }),
    );
  });

  test("reads no further than the first difference, and lets both go", async () => {
    let cancelled = 0;
    const endless = (byte: number): ReadableStream<Uint8Array> =>
      new ReadableStream({
        pull: (controller) => controller.enqueue(Uint8Array.of(1, byte)),
        cancel: () => void (cancelled += 1),
      });
    expect([await sameBytes(endless(1), endless(2)), cancelled]).toEqual([false, 2]);
  });

  test("fails as a stream does, and lets the other go", async () => {
    let cancelled = false;
    const broken = new Error("broken");
    const failing = new ReadableStream<Uint8Array>({ pull: () => Promise.reject(broken) });
    const other = stream([Uint8Array.of(1), Uint8Array.of(2)], () => (cancelled = true));
    expect([await rejection(sameBytes(failing, other)), cancelled]).toEqual([broken, true]);
  });
});

describe("changes", () => {
  test("are what differs: absent keeps, null clears", () => {
    const current = { a: 1, b: "x", c: null, d: ["1", "2"], e: { f: 1, g: null } };
    const wanted = { a: 1, b: null, c: undefined, d: ["2", "1"], e: { f: 1 }, h: 0 };
    expect(pickChanged<Record<string, unknown>>(current, wanted)).toEqual({ b: null, d: ["2", "1"], h: 0 });
    expect(pickChanged<Record<string, unknown>>({}, { a: null })).toEqual({});
    expect(omitUndefined({ a: undefined, b: null, c: 0 })).toEqual({ b: null, c: 0 });
  });

  test("do not depend on the order of members, nor on how a value was copied", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const copy = JSON.parse(JSON.stringify(value), (_, member: unknown) =>
          typeof member === "object" && member !== null && !Array.isArray(member)
            ? Object.fromEntries(Object.entries(member).toReversed())
            : member,
        ) as unknown;
        expect([isSame(value, copy), isSame([value], [copy, copy])]).toEqual([true, false]);
      }),
    );
    expect([isSame([], {}), isSame("1", 1), isSame(null, 0)]).toEqual([false, false, false]);
  });
});

describe("names", () => {
  const things = ["Daily report", "daily Report", "Weekly", "Straße"].map((name, index) => ({
    id: String(index),
    name,
    label: name,
  }));

  test("are found exactly first, and ignoring case then", async () => {
    expect(findByName(things, "Daily report", "job").id).toBe("0");
    expect(findByName(things, "WEEKLY", "job").id).toBe("2");
    expect(await refusal(() => findByName(things, "DAILY REPORT", "job"))).toMatchObject({
      code: "AMBIGUOUS_NAME",
      ids: ["0", "1"],
    });
  });

  test("that nothing has are told with the nearest ones", async () => {
    const error = await refusal(() => findByName(things, "Weakly", "job"));
    expect(error).toMatchObject({ code: "NOT_FOUND", near: ["Weekly"] });
    expect(error.message).toContain('Did you mean "Weekly"?');
    expect(nearNames("report", ["Daily report", "x", "reporter", "rapport", "report 2"])).toHaveLength(3);
    expect(nearNames("zzz", ["Weekly"])).toEqual([]);
  });

  test("choose by id before they choose by label", async () => {
    const choices = [...things, { id: "Weekly", name: "Other", label: "Other" }];
    expect(choose(choices, "Weekly", "thing").label).toBe("Other");
    expect((await refusal(() => choose(things, "daily report", "thing"))).message).toContain(
      "Use an id: 0, 1.",
    );
    expect((await refusal(() => choose(things, "monthly", "thing"))).message).toContain(
      "valid: Daily report, daily Report, Weekly",
    );
    expect((await refusal(() => choose([], "x", "thing"))).message).toContain("valid: there are none");
  });
});

describe("pooled", () => {
  test("runs a few at a time, and keeps the order", async () => {
    let running = 0;
    let most = 0;
    const results = await pooled(
      [1, 2, 3, 4, 5, 6, 7],
      async (item) => {
        running += 1;
        most = Math.max(most, running);
        await idle(item % 3);
        running -= 1;
        return item * 2;
      },
      { concurrency: 3 },
    );
    expect([results, most]).toEqual([[2, 4, 6, 8, 10, 12, 14], 3]);
    expect(await pooled([], () => Promise.reject(new Error("x")), { concurrency: 3 })).toEqual([]);
  });

  test("begins nothing after a failure, tells what runs, and throws when all of it has ended", async () => {
    const begun: number[] = [];
    const broken = new Error("broken");
    let told: unknown;
    const work = async (item: number, signal: AbortSignal): Promise<void> => {
      begun.push(item);
      if (item === 2) throw broken;
      await idle();
      told = signal.reason;
    };
    expect(await rejection(pooled([1, 2, 3, 4], work, { concurrency: 2 }))).toBe(broken);
    expect([begun, told]).toEqual([[1, 2], broken]);
  });

  test("ends with the caller's signal", async () => {
    const controller = new AbortController();
    const begun: number[] = [];
    const work = async (item: number): Promise<void> => {
      begun.push(item);
      controller.abort("enough");
      await idle();
    };
    expect(await rejection(pooled([1, 2, 3], work, { concurrency: 1, signal: controller.signal }))).toBe(
      "enough",
    );
    expect(await rejection(pooled([4], work, { concurrency: 1, signal: controller.signal }))).toBe("enough");
    expect(begun).toEqual([1]);
  });
});

describe("redactor", () => {
  const id = "0db6d0a7-ad4b-45cd-8082-913a192daa25";
  const sentWith = (variables: unknown, more: Partial<Sent> = {}): Sent => ({
    variables,
    headers: {},
    secrets: [],
    references: new Set(),
    ...more,
  });
  const withoutValues = (words: string, variables: unknown): string =>
    redactor(sentWith(variables)).words(words);

  test.each([
    ["The name Daily report is taken.", { name: "Daily report" }, "The name … is taken"],
    ["Bad: a\\nb and a%0Ab", ["a\nb!"], "Bad: a\\nb and a%0Ab"],
    ["Bad: line\\none and line%0Aone", ["line\none"], "Bad: … and …"],
    ["Not: correct horse bat...", { deep: [{ p: "correct horse battery staple" }] }, "Not: ….."],
    ["Not: correct mouse", ["correct horse"], "Not: …mouse"],
    ["Only: correc", ["correct horse"], "Only: correc"],
    ["Long and Long tail", ["Long", "Long tail"], "… and …"],
    [`${id} is no job`, { id }, `${id} is no job`],
    [`${id} is no job`, { projectId: [id], jobsIds: [id] }, `${id} is no job`],
    [`${id} is too short`, { password: id }, "… is too short"],
    [`${id} is too short`, { variable: { name: "TOKEN", value: id } }, "… is too short"],
    [`${id.toUpperCase()} is known`, { tokenId: id }, "… is known"],
    ["No Such Horse: CORRECT HORSE", ["correct horse"], "No Such Horse: …"],
    ["p%40ss+w%C3%B6rd and p%40ss%20w%c3%b6rd", ["p@ss wörd"], "… and …"],
    ['p\\"\\u00f6rd, &quot;a&amp;b&quot; and a\\/bcd', ['p"örd', '"a&b"', "a/bcd"], "…, … and …"],
    [
      `${btoa("correct horse")} and ${btoa("demo:correct horse!")}`,
      ["correct horse"],
      "…Q== and ZGVtbzp…IQ==",
    ],
    ["fn5-Pz9-Pg or fn5+Pz9+Pg==", ["~~~??~>"], "…g or …g=="],
    ["A=1 makes swordfish known", { raw: "A=1\nB=swordfish\n" }, "A=1 makes … known"],
    ["a is not b", ["a", "b", "not"], "a is not b"],
    [
      'Variable "$x" got invalid value 4711; Expected Y.',
      { x: 4711 },
      'Variable "$x" got an invalid value; Expected Y',
    ],
    ["", ["value"], ""],
  ])("%j with %o sent is %j", (words, sent, rest) => {
    expect(withoutValues(words, sent)).toBe(rest);
  });

  test("leaves what is no secret: the names of members, and the ids of what is referred to", () => {
    const redact = redactor(sentWith({ password: "password", job: id }, { references: new Set(["job"]) }));
    expect([redact.key("password"), redact.key("PASSWORD"), redact.words(id)]).toEqual(["password", "…", id]);
  });

  test("takes out the token of a header, with its scheme or without, and what the client logs in with", () => {
    const { words } = redactor(
      sentWith({}, { headers: { authorization: `Bearer ${id}` }, secrets: ["swordfish"] }),
    );
    expect(words(`Bearer ${id}; ${id}; Swordfish`)).toBe("…; …; …");
  });

  test("cuts what is long, and leaves no beginning of a value where it cuts", () => {
    const { words, key } = redactor(sentWith({ value: "swordfish ahoy" }));
    expect(words("x".repeat(5_000_000))).toHaveLength(1001);
    expect(words(`${"swordfish ahoy".repeat(570)}swordfish ahoy`)).toMatch(/^…+$/u);
    expect(words(`${"swordfish ahoy".repeat(571)}swordfish ahoy`)).not.toMatch(/sword/u);
    expect(key("k".repeat(1000))).toHaveLength(101);
  });

  test("leaves no value of some length, wherever it stands", () => {
    const value = fc.string({ unit: "grapheme", minLength: 4, maxLength: 30 });
    fc.assert(
      fc.property(value, fc.string(), fc.string(), (secret, before, after) => {
        fc.pre(!(before + after).includes(secret) && !secret.includes("…"));
        expect(withoutValues(`${before}${secret}${after}`, { secret })).not.toContain(secret);
      }),
    );
  });
});

describe("JsonReader", () => {
  const reader = JsonReader.parse(
    '\uFEFF{"a":"x","n":"12","f":null,"o":{"b":true},"l":[{"c":1}],"t":["u"]}',
    "job.json",
  );

  test("reads members by their kind, and takes null for absent", () => {
    expect([reader.text("a"), reader.text("f"), reader.number("n"), reader.number("x")]).toEqual([
      "x",
      undefined,
      12,
      undefined,
    ]);
    expect([
      reader.object("o")?.boolean("b"),
      reader.object("f"),
      reader.objects("l").map((item) => item.number("c")),
    ]).toEqual([true, undefined, [1]]);
    expect([reader.texts("t"), reader.texts("f"), reader.requiredText("a")]).toEqual([["u"], [], "x"]);
  });

  test.each<[() => unknown, string]>([
    [() => reader.text("o"), 'job.json: "o" should be text.'],
    [() => reader.number("a"), 'job.json: "a" should be a number.'],
    [() => reader.boolean("a"), 'job.json: "a" should be true or false.'],
    [() => reader.objects("t"), 'job.json: "t"[0] should be a JSON object.'],
    [() => reader.texts("l"), 'job.json: "l"[0] should be text.'],
    [() => reader.requiredText("f"), 'job.json: "f" is missing.'],
    [
      () => JsonReader.parse('{"a":"\\ud800"}', "job.json").text("a"),
      'job.json: "a" holds half a character.',
    ],
    [() => JsonReader.parse("[1]", "job.json"), "job.json should be a JSON object."],
    [() => JsonReader.parse('{"secret": "CANARY', "job.json"), "job.json is not valid JSON at "],
  ])("says which member is not what it should be: %#", async (work, message) => {
    const error = await refusal(work);
    expect([error.code, error.cause]).toEqual(["INVALID_INPUT", undefined]);
    expect(error.message).toContain(message);
    expect(error.message).not.toContain("CANARY");
  });
});
