import type {
  AgaveJobDetail,
  AgaveJobOverview,
  FileOverview,
  SystemOverview,
  TenantOverview,
} from "../../shown.ts";
import { h, type Child } from "../parts/dom.ts";
import { size } from "../parts/format.ts";
import { chip, facts, heading, lasted, link, section, time, timeline } from "../parts/parts.ts";
import { hrefOf, type Route } from "../route.ts";
import type { Scene, View } from "../view.ts";
import { detailView, listView } from "./lists.ts";

const tenantOf = ({ query }: Route): string | undefined => query.get("tenant") ?? undefined;

/** Tenants, each with the way to what is in it. */
export const tenantsView: View = listView<TenantOverview>({
  title: "Tenants",
  section: "tenants",
  kind: "tenants",
  text: ({ id, name }) => `${id} ${name}`,
  emptyHint: "",
  columns: () => [
    {
      name: "Tenant",
      cell: ({ id, isDefault }) => [
        h("strong", {}, [id]),
        isDefault && h("span", { class: "tag" }, ["default"]),
      ],
    },
    {
      name: "Jobs",
      isNumber: true,
      cell: ({ id, jobs }) =>
        link(hrefOf("jobs", undefined, { tenant: id }), String(jobs), { "aria-label": `Jobs of ${id}` }),
    },
    {
      name: "Files",
      cell: ({ id }) =>
        link(hrefOf("systems", undefined, { tenant: id }), "systems", { "aria-label": `Systems of ${id}` }),
    },
  ],
});

/** Jobs of a tenant, the newest first. */
export const agaveJobsView: View = listView<AgaveJobOverview>({
  title: "Jobs",
  section: "jobs",
  kind: "jobs",
  filters: ["tenant"],
  text: ({ name, app, owner, status, system }) => `${name} ${app} ${owner} ${status} ${system}`,
  emptyHint: "Submit one with a client: its states are shown here as they come.",
  above: tenantNote,
  columns: ({ now, route }) => [
    { name: "Job", cell: ({ id, name }) => link(hrefOf("jobs", id, { tenant: tenantOf(route) }), name) },
    { name: "App", cell: ({ app }) => h("code", {}, [app]) },
    { name: "System", isMinor: true, cell: ({ system }) => system },
    { name: "Owner", isMinor: true, cell: ({ owner }) => owner },
    { name: "State", cell: ({ status }) => chip(status) },
    { name: "Submitted", cell: ({ created }) => time(created, now) },
  ],
});

/** One job. */
export const agaveJobView: View = detailView<AgaveJobDetail>({
  title: "Job",
  section: "jobs",
  kind: "jobs",
  filters: ["tenant"],
  render: (job, { now }) => [
    heading(job.name, chip(job.status)),
    job.message !== undefined && h("p", { class: "lead" }, [job.message]),
    facts({
      App: h("code", {}, [job.app]),
      System: job.system,
      Owner: job.owner,
      Archive: job.archive,
      Took: job.startTime === undefined ? undefined : lasted(job.startTime, job.endTime, now),
      Id: h("code", {}, [job.id]),
    }),
    section("Events", timeline(job.events, now)),
    section("Inputs", h("pre", { class: "json", tabindex: "0" }, [JSON.stringify(job.inputs, null, 2)])),
    section(
      "Parameters",
      h("pre", { class: "json", tabindex: "0" }, [JSON.stringify(job.parameters, null, 2)]),
    ),
  ],
});

/** Systems of a tenant, each with the way to its files. */
export const systemsView: View = listView<SystemOverview>({
  title: "Systems",
  section: "systems",
  kind: "systems",
  filters: ["tenant"],
  text: ({ id, name, owner }) => `${id} ${name} ${owner}`,
  emptyHint: "Register one with a client.",
  above: tenantNote,
  columns: ({ route }) => [
    {
      name: "System",
      cell: ({ id }) =>
        link(hrefOf("files", undefined, { tenant: tenantOf(route), system: id, path: "/" }), id),
    },
    { name: "Name", isMinor: true, cell: ({ name }) => name },
    { name: "Type", cell: ({ type, isPublic }) => `${isPublic ? "public " : ""}${type.toLowerCase()}` },
    { name: "Owner", isMinor: true, cell: ({ owner }) => owner },
    { name: "State", cell: ({ status }) => chip(status) },
  ],
});

/** What is in one folder of a system. */
export const filesView: View = listView<FileOverview>({
  title: "Files",
  section: "systems",
  kind: "files",
  filters: ["tenant", "system", "path"],
  text: ({ name }) => name,
  emptyHint: "This folder is empty.",
  above: breadcrumbs,
  columns: ({ now, route }) => [
    {
      name: "Name",
      cell: ({ name, path, isFolder }) => (isFolder ? link(folderHref(route, path), `${name}/`) : name),
    },
    { name: "Size", isNumber: true, cell: (file) => (file.isFolder ? "" : size(file.size)) },
    { name: "Modified", cell: ({ modified }) => time(modified, now) },
  ],
});

function folderHref({ query }: Route, path: string): string {
  return hrefOf("files", undefined, {
    tenant: query.get("tenant") ?? undefined,
    system: query.get("system") ?? "",
    path,
  });
}

function breadcrumbs({ route }: Scene): readonly Child[] {
  const names = (route.query.get("path") ?? "/").split("/").filter(Boolean);
  const steps = names.map((name, at) =>
    link(folderHref(route, `/${names.slice(0, at + 1).join("/")}`), name),
  );
  const root = link(folderHref(route, "/"), route.query.get("system") ?? "");
  return [
    h(
      "nav",
      { class: "crumbs", "aria-label": "Folder" },
      [root, ...steps].flatMap((step) => [step, " / "]),
    ),
  ];
}

function tenantNote({ route }: Scene): readonly Child[] {
  const tenant = tenantOf(route);
  return tenant === undefined ? [] : [h("p", { class: "narrowed" }, [`Of the tenant ${tenant}.`])];
}
