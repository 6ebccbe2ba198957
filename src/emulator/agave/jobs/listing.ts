import type { AgaveCall } from "../wire/call.ts";
import { ordered } from "../wire/ordering.ts";
import { paged } from "../wire/paging.ts";
import type { Answer } from "../wire/route.ts";
import { isSearch, searchFields, searchTest } from "../wire/searching.ts";
import { badRequest } from "../wire/service-error.ts";
import { dateText, durationOf, optionalDate } from "../wire/values.ts";
import { isAloe, isUnseen } from "./aloe.ts";
import type { JobRecord } from "./records.ts";
import { rightsOn } from "./rules.ts";
import { detailOf, searchedOf, summaryOf } from "./shown.ts";

const FIELDS = searchFields({
  text:
    "id name owner appId executionSystem batchQueue localId archivePath archiveSystem outputPath inputs parameters " +
    "errorMessage maxRuntime",
  number: "nodeCount processorsPerNode memoryPerNode retries charge runtime walltime",
  boolean: "archive visible",
  date: "created submitTime startTime endTime lastModified lastUpdated",
  enum: "status",
});

/** The newer service has names of its own for some; nothing says that it has forgotten the older ones. */
const ALOE_FIELDS = new Map([
  ...FIELDS,
  ...searchFields({
    text: "systemId remoteQueue remoteJobId lastStatusMessage",
    number: "submitRetries maxHours",
    date: "remoteSubmitted remoteStarted ended",
  }),
]);

type Term = readonly [string, string];

/** The jobs that the caller sees. */
export function listJobs(call: AgaveCall): Answer {
  return answer(call, [...call.query]);
}

/** A search whose terms are in the path: field and value, up to seven times. */
export function searchJobs(call: AgaveCall): Answer {
  const parts = call
    .param("terms")
    .split("/")
    .filter((part) => part !== "");
  if (parts.length > 14) throw badRequest("A search has seven terms at most");
  const terms = parts.flatMap((name, index): readonly Term[] => {
    const value = parts[index + 1];
    return index % 2 === 0 && value !== undefined ? [[name, value]] : [];
  });
  return answer(call, [...call.query, ...terms]);
}

function answer(call: AgaveCall, terms: readonly Term[]): Answer {
  const fields = isAloe(call) ? ALOE_FIELDS : FIELDS;
  const search = { terms: terms.map(loosened), fields, now: call.now };
  const test = searchTest(search);
  const found = [...call.world.jobs.values()]
    .filter((job) => job.isVisible && !isUnseen(job) && rightsOn(job, call.caller).read)
    .map((job) => ({ job, view: { ...(isAloe(call) && detailOf(job, call)), ...viewOf(job) } }))
    .filter(({ view }) => test(view));
  const sorted = ordered(
    found.map(({ job, view }) => ({ ...view, job })),
    call.query,
    { fields, otherwise: { by: "created", order: "desc" } },
  );
  const jobs = paged(sorted, call.query).map(({ job }) => job);
  const show = showing(call, isSearch(search));
  return { result: jobs.map((job) => show(job, call)) };
}

/** With a filter the full records are shown, and after a search in another spelling. */
function showing(call: AgaveCall, isSearched: boolean): (job: JobRecord, call: AgaveCall) => object {
  if ((call.query.get("filter") ?? "").trim() === "") return summaryOf;
  return isSearched ? searchedOf : detailOf;
}

/** Inputs and parameters are searched for what is somewhere in them. */
function loosened([name, value]: Term): Term {
  return /^(inputs|parameters)(\.eq|\.like)?$/i.test(name)
    ? [`${name.replace(/\..*$/, "")}.like`, `*${value}*`]
    : [name, value];
}

function viewOf(job: JobRecord): Readonly<Record<string, unknown>> {
  const { startTime, endTime } = job;
  const runtime = startTime === null ? 0 : ((endTime ?? startTime) - startTime) / 1000;
  return {
    ...job,
    inputs: JSON.stringify(job.inputs),
    parameters: JSON.stringify(job.parameters),
    errorMessage: job.message,
    maxRuntime: job.maxRunTime,
    charge: 0,
    runtime,
    walltime: durationOf(job.maxRunTime) ?? 0,
    visible: job.isVisible,
    created: dateText(job.created),
    submitTime: dateText(job.submitTime),
    startTime: optionalDate(startTime),
    endTime: optionalDate(endTime),
    lastModified: dateText(job.lastUpdated),
    lastUpdated: dateText(job.lastUpdated),
  };
}
