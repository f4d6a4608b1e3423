// Who may import whom (docs/architecture.md). A folder not named in `MAY` may import nothing of ours.
const MAY = {
  'packages/contracts': [],
  'packages/domain': ['packages/contracts'],
  'packages/tap': ['packages/contracts'],
  'packages/store': ['packages/contracts'],
  'packages/mapping': ['packages/contracts'],
  'packages/cli': ['packages/contracts', 'packages/mapping'],
  'packages/simulator': ['packages/contracts', 'packages/tap'],
  'packages/testkit': ['packages/contracts', 'packages/domain', 'packages/store'],
  collector: ['packages/contracts', 'packages/domain', 'packages/mapping', 'packages/store'],
  api: ['packages/contracts', 'packages/domain', 'packages/mapping', 'packages/store'],
  web: ['packages/contracts'],
};
const TESTS = '(\\.test\\.tsx?$|/test/|/testing/|\\.bench\\.ts$|vitest\\.config\\.ts$)';
const OURS = '^(packages/[^/]+|collector|api|web|bench|rules|kpis|dashboards)/';

const rooms = Object.entries(MAY).map(([room, allowed]) => ({
  name: `room-${room.replace('packages/', '')}`,
  comment: `${room} may import only: ${allowed.join(', ') || 'nothing of ours'}`,
  severity: 'error',
  from: { path: `^${room}/`, pathNot: TESTS },
  to: { path: OURS, pathNot: `^(${[room, ...allowed].join('|')})/` },
}));

export default {
  forbidden: [
    ...rooms,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'adapters-apart',
      comment: 'no adapter imports another adapter',
      severity: 'error',
      from: { path: '^collector/src/adapters/([^/]+)/' },
      to: { path: '^collector/src/adapters/[^/]+/', pathNot: '^collector/src/adapters/$1/' },
    },
    {
      name: 'receivers-apart',
      comment: 'no receiver imports another receiver',
      severity: 'error',
      from: { path: '^api/src/alerting/receivers/([^/]+)/' },
      to: { path: '^api/src/alerting/receivers/[^/]+/', pathNot: '^api/src/alerting/receivers/$1/' },
    },
    {
      name: 'databases-in-store-only',
      comment: 'store is the only code that opens a database',
      severity: 'error',
      from: { pathNot: '^packages/store/' },
      to: { path: 'node_modules/(chdb|pg|@clickhouse|@electric-sql)/' },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.next)/' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
