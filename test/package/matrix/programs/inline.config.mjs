// As programs do that want vitest to transform a package: it then takes graphql from its ES modules.
export default { test: { globals: true, server: { deps: { inline: ["footbridge"] } } } };
