-- Detection: how far it has judged, what it remembers of open clocks, and the exceptions that it opened.
-- Ids of lives and clocks are 32 hex digits. Instants of the engine's own tables are epoch ms; what people read is timestamptz.

CREATE TABLE detection (
  workspace integer PRIMARY KEY REFERENCES workspaces,
  tick bigint NOT NULL,
  judged_at bigint NOT NULL,
  -- writer -> last batch judged, both as text.
  cursor jsonb NOT NULL,
  -- source -> when it was last heard of.
  heard jsonb NOT NULL,
  configuration text NOT NULL,
  -- The tick under way: a crash repeats this one, not another.
  plan jsonb,
  finished_at timestamptz
);

CREATE TABLE detection_cases (
  workspace integer NOT NULL,
  life text COLLATE "C" NOT NULL,
  wake_at bigint,
  memories jsonb NOT NULL,
  PRIMARY KEY (workspace, life)
);
CREATE INDEX detection_cases_by_wake ON detection_cases (workspace, wake_at) WHERE wake_at IS NOT NULL;

-- Cases past a deadline that feeds (comma separated) must be complete past before anyone can tell.
CREATE TABLE detection_waits (
  workspace integer NOT NULL,
  life text COLLATE "C" NOT NULL,
  feeds text NOT NULL,
  past bigint NOT NULL,
  blind_at bigint,
  amount numeric,
  currency text NOT NULL,
  PRIMARY KEY (workspace, life, feeds)
);
CREATE INDEX detection_waits_by_feeds ON detection_waits (workspace, feeds, past);

CREATE TABLE rule_versions (
  workspace integer NOT NULL,
  name text NOT NULL,
  version integer NOT NULL,
  body jsonb NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (workspace, name, version)
);

CREATE TABLE exceptions (
  workspace integer NOT NULL REFERENCES workspaces,
  -- The clock's id: one exception per rule and object.
  id text COLLATE "C" NOT NULL,
  rule text NOT NULL,
  version integer NOT NULL,
  maturity text NOT NULL,
  -- What it is about: an order's correlation id, `<order>/<line>`, or a source.
  object text NOT NULL,
  -- '' where it is about a feed.
  life text COLLATE "C" NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'acknowledged', 'in_progress', 'resolved')),
  resolved_by text,
  severity smallint NOT NULL,
  point smallint NOT NULL,
  due_at timestamptz NOT NULL,
  opened_at timestamptz NOT NULL,
  closed_at timestamptz,
  reopened integer NOT NULL,
  historical boolean NOT NULL,
  inherited boolean NOT NULL,
  because text NOT NULL,
  detail text NOT NULL,
  progress text,
  amount numeric,
  currency text NOT NULL,
  attributes jsonb NOT NULL,
  owner text,
  acknowledged_at timestamptz,
  acknowledged_by text,
  first_seen_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (workspace, id)
);
CREATE INDEX exceptions_by_state ON exceptions (workspace, state, rule, due_at);
CREATE INDEX exceptions_by_life ON exceptions (workspace, life);

-- Append-only: what facts and people did to an exception. `at` is when it came true, `recorded_at` when it was found.
CREATE TABLE exception_transitions (
  workspace integer NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  exception_id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  by_facts boolean NOT NULL,
  at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  actor text NOT NULL,
  verdict_id text,
  severity smallint NOT NULL,
  point smallint NOT NULL,
  due_at timestamptz NOT NULL,
  because text NOT NULL,
  correction boolean NOT NULL,
  historical boolean NOT NULL,
  inherited boolean NOT NULL,
  note text NOT NULL,
  PRIMARY KEY (workspace, seq)
);
CREATE INDEX exception_transitions_by_exception ON exception_transitions (workspace, exception_id, seq);
CREATE INDEX exception_transitions_by_at ON exception_transitions (workspace, at) WHERE by_facts;
