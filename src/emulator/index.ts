/**
 * Emulated platforms, for tests of programs that talk to real ones.
 *
 * @packageDocumentation
 */
export type { ClockMode, EmulatorClock } from "./clock.ts";
export type { FaultInjection, InjectedFault } from "./faults/faults.ts";
export type { Fault, FaultMatch, GraphQLFailure } from "./faults/fault.ts";
export type { Fetch } from "./in-process.ts";
export type { ControlAccess, Listening, ListenOptions } from "./listen.ts";
export type { RequestLogEntry } from "./request-log.ts";
export type { Serving } from "./serving.ts";
export type { AgaveControls } from "./agave/controls.ts";
export { emulateAgave, type EmulatedAgave } from "./agave/emulate-agave.ts";
export type { FileControls, FileName } from "./agave/files/controls.ts";
export type { JobControls } from "./agave/jobs/controls.ts";
export type { JobScript, JobScriptSource, SubmittedJob } from "./agave/jobs/execution/scripts.ts";
export type { ActorControls } from "./agave/actors/controls.ts";
export type { ActorContext, ActorHandler } from "./agave/actors/handlers.ts";
export type { AgaveTenant, AgaveUser, EmulatedAgaveOptions } from "./agave/options.ts";
export type { BlobName, BlobControls } from "./descartes/blobs/controls.ts";
export { emulateDescartes, type EmulatedDescartes } from "./descartes/emulate-descartes.ts";
export type { DescartesUser, EmulatedDescartesOptions, RateLimit } from "./descartes/options.ts";
export type { AppControls, CrashOptions } from "./saagie/apps/controls.ts";
export type { AppScript } from "./saagie/apps/scripts.ts";
export type { TechnologyControls, FacetOptions } from "./saagie/technologies/controls.ts";
export { emulateSaagie, type EmulatedSaagie } from "./saagie/emulate-saagie.ts";
export type { VariableOptions } from "./saagie/environment-variables/controls.ts";
export type { VariableScope } from "./saagie/environment-variables/records.ts";
export type {
  RunScript,
  RunScripts,
  ScriptedRun,
  ScriptedVariable,
  ScriptSource,
} from "./saagie/runs/scripted.ts";
export type { EmulatedSaagieOptions } from "./saagie/options.ts";
export { BadState } from "./state/encoding.ts";
export type { JsonValue } from "./state/encoding.ts";
export type { StateKeeping } from "./saagie/state/controls.ts";
export type { SavedState } from "./saagie/state/state.ts";
export type { KeptState, StateStore } from "./state/kept-state.ts";
export type { SavedFile } from "./state/saved-file.ts";
export type { Seeder, GroupOptions, UserOptions } from "./saagie/users/controls.ts";
export type { LogLine, LogStream } from "./saagie/runs/records.ts";
export type { StorageControls } from "./saagie/storages/controls.ts";
export type { StorageFailure } from "./saagie/storages/failures.ts";
