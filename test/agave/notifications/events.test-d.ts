import { describe, expectTypeOf, test } from "vitest";
import type {
  Agave,
  FileNotification,
  JobRequest,
  NotificationEvent,
  NotificationEvents,
  NotificationFor,
  NotificationInput,
} from "../../../src/agave/index.ts";

declare const agave: Agave;

describe("events", () => {
  test("are known for each kind of resource", () => {
    expectTypeOf<"FINISHED">().toExtend<NotificationEvents["jobs"]>();
    expectTypeOf<"STATUS_UPDATE">().toExtend<NotificationEvents["systems"]>();
    expectTypeOf<"CHECK_FAILED">().toExtend<NotificationEvents["monitors"]>();
    expectTypeOf<"PERMISSION_UPDATE">().toExtend<NotificationEvents["metadata"]>();
    // A word with a slip of the pen is none that is known.
    expectTypeOf<"FINNISHED">().not.toExtend<NotificationEvents["jobs"]>();
    expectTypeOf<"FINISHED">().not.toExtend<NotificationEvents["systems"]>();
  });

  test("may be others, and all", () => {
    expectTypeOf<"*" | "OF_ITS_OWN">().toExtend<NotificationEvent<"apps">>();
    expectTypeOf<string>().toExtend<NotificationEvent>();
    // @ts-expect-error -- these events are not known of any resource
    expectTypeOf<NotificationEvent<"postits">>();
  });

  test("are taken where what is generated was taken", () => {
    expectTypeOf(agave.notifications.create).parameter(0).toEqualTypeOf<NotificationFor>();
    expectTypeOf(agave.notifications.update).parameter(1).toEqualTypeOf<NotificationFor>();
    expectTypeOf<NotificationInput>().toExtend<NotificationFor>();
    expectTypeOf<NotificationFor<"files">>().toExtend<NotificationInput>();
    expectTypeOf<JobRequest>().toExtend<Parameters<Agave["jobs"]["submit"]>[0]>();
    expectTypeOf<FileNotification["event"]>().toEqualTypeOf<NotificationEvent<"files">>();
    void agave.files.upload("data/a.txt", "text", {
      notifications: [{ url: "ann@example.com", event: "UPLOAD" }],
    });
    // @ts-expect-error -- an event is a text
    void agave.notifications.create({ url: "ann@example.com", associatedUuid: "u", event: 1 });
  });
});
