// How a changeset becomes lines of a changelog: its text, and nothing else. That a package of this repository goes up with the
// others says nothing to its users, since all share one version.

/** @param {{ summary: string }} changeset */
async function getReleaseLine({ summary }) {
  const [first, ...others] = summary.trim().split('\n');
  return [`- ${first}`, ...others.map((line) => (line ? `  ${line}` : ''))].join('\n');
}

async function getDependencyReleaseLine() {
  return '';
}

module.exports = { getReleaseLine, getDependencyReleaseLine };
