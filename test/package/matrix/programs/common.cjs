// A program of CommonJS: `require` where this Node has it for ES modules, `import()` in any.
const { memoryArchive } = require("footbridge/archive");
const { emulateSaagie } = require("footbridge/emulator");
const { Saagie } = require("footbridge/saagie");

void (async () => {
  const imported = await import("footbridge/saagie");
  const { url, platform, realm, user, password, fetch, clock } = emulateSaagie({ clock: "auto" });
  const saagie = new Saagie({ url, platform, realm, user, password, fetch, clock });
  await saagie.projects.ensure({ name: "Sales" });
  const archive = memoryArchive();
  await saagie.projects.export("Sales", archive);
  console.log(
    JSON.stringify({ isOne: imported.Saagie === Saagie, projects: (await saagie.projects.list()).length }),
  );
})();
