import type { Context as HonoContext } from "hono";
import type { Context } from "../services.ts";
import { hasRole } from "../access/permissions.ts";
import type { ArtifactRecord, VersionRecord } from "./records.ts";
import type { World } from "../world.ts";

/** Where the package of a version lies, below the base URL. */
export const ARTIFACT_ROUTE =
  "/projects/api/platform/:platform/project/:project/job/:job/version/:version/artifact/:file";

/** The same for clients of older platforms. */
export const OLD_ARTIFACT_ROUTE =
  "/api/v1/projects/platform/:platform/project/:project/job/:job/version/:version/artifact/:file";

/** The name under which the platform keeps an uploaded file: path separators become underscores. */
export function storedName(file: Blob): string {
  const name = "name" in file && typeof file.name === "string" ? file.name : "file";
  return name.replace(/[\\/]/g, "_");
}

/** The address of a version's package, relative to the base URL; null when its job is gone. */
export function artifactUrl(world: World, version: VersionRecord, artifact: ArtifactRecord): string | null {
  const job = world.jobs.get(version.jobId);
  const project = job === undefined ? undefined : world.projects.get(job.projectId);
  if (job === undefined || project === undefined) return null;
  const file = encodeURIComponent(artifact.name);
  return `/projects/api/platform/${String(project.platformId)}/project/${project.id}/job/${job.id}/version/${String(version.number)}/artifact/${file}`;
}

/** Answers the download of a package. What is missing and what the caller may not see are alike 404. */
export function downloadArtifact(c: HonoContext, context: Context): Response {
  const { project: projectId, job: jobId, version: number, file } = c.req.param() as Record<string, string>;
  const project = context.world.projects.get(projectId ?? "");
  const job = context.world.jobs.get(jobId ?? "");
  const version = job?.versions.find((candidate) => String(candidate.number) === number);
  const isVisible =
    project !== undefined &&
    job?.projectId === project.id &&
    project.platformId === context.platformId &&
    hasRole(context, project, "ROLE_PROJECT_VIEWER");
  const artifact = isVisible ? version?.artifact : undefined;
  if (artifact == null || artifact.name !== file) return c.text("Not Found", 404);
  const { content } = artifact;
  return new Response(content.stream(), {
    headers: { "content-type": "application/octet-stream", "content-length": String(content.size) },
  });
}
