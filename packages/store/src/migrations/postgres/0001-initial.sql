-- Intentions: who may do what, how the platform is configured, what people did. Facts are in ClickHouse.
-- The workspace leads every unique index. Times are timestamptz. Secrets are stored as SHA-256 only.

CREATE TABLE workspaces (
  workspace integer PRIMARY KEY,
  name text NOT NULL,
  created_at timestamptz NOT NULL
);
INSERT INTO workspaces (workspace, name, created_at) VALUES (1, 'Default', now());

CREATE TABLE settings (
  workspace integer NOT NULL REFERENCES workspaces,
  name text NOT NULL,
  value jsonb NOT NULL,
  version integer NOT NULL,
  updated_at timestamptz NOT NULL,
  updated_by text NOT NULL,
  PRIMARY KEY (workspace, name)
);

CREATE TABLE users (
  workspace integer NOT NULL REFERENCES workspaces,
  id text NOT NULL,
  email text NOT NULL,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('viewer', 'operator', 'approver', 'admin')),
  created_at timestamptz NOT NULL,
  disabled_at timestamptz,
  PRIMARY KEY (workspace, id)
);
CREATE UNIQUE INDEX users_by_email ON users (workspace, lower(email));

CREATE TABLE sessions (
  workspace integer NOT NULL,
  token_hash text NOT NULL,
  user_id text NOT NULL,
  user_agent text NOT NULL,
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (workspace, token_hash),
  FOREIGN KEY (workspace, user_id) REFERENCES users ON DELETE CASCADE
);
CREATE INDEX sessions_by_token ON sessions (token_hash);

CREATE TABLE sign_in_tokens (
  workspace integer NOT NULL,
  token_hash text NOT NULL,
  user_id text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (workspace, token_hash),
  FOREIGN KEY (workspace, user_id) REFERENCES users ON DELETE CASCADE
);
CREATE INDEX sign_in_tokens_by_token ON sign_in_tokens (token_hash);

CREATE TABLE api_keys (
  workspace integer NOT NULL REFERENCES workspaces,
  id text NOT NULL,
  name text NOT NULL,
  key_hash text NOT NULL,
  sources text[] NOT NULL,
  scopes text[] NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  expires_at timestamptz,
  revoked_at timestamptz,
  PRIMARY KEY (workspace, id),
  UNIQUE (workspace, key_hash)
);
CREATE INDEX api_keys_by_hash ON api_keys (key_hash);

CREATE TABLE sources (
  workspace integer NOT NULL REFERENCES workspaces,
  source text NOT NULL,
  uris text[] NOT NULL,
  label text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace, source)
);

CREATE TABLE key_namespaces (
  workspace integer NOT NULL REFERENCES workspaces,
  namespace text NOT NULL,
  role text NOT NULL CHECK (role IN ('identity', 'part', 'shared', 'weak')),
  scoped text NOT NULL CHECK (scoped IN ('instance', 'given')),
  valid_days integer,
  label text NOT NULL,
  declared_by text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace, namespace)
);

-- Workspace 0: one intake configuration serves all workspaces of an installation.
CREATE TABLE intake_configs (
  workspace integer NOT NULL,
  version integer NOT NULL,
  published_at timestamptz NOT NULL,
  body jsonb NOT NULL,
  PRIMARY KEY (workspace, version)
);

CREATE TABLE imports (
  workspace integer NOT NULL REFERENCES workspaces,
  id text NOT NULL,
  source text NOT NULL,
  mapping text NOT NULL,
  file text NOT NULL,
  state text NOT NULL CHECK (state IN ('started', 'running', 'finished', 'failed')),
  progress jsonb NOT NULL,
  started_by text NOT NULL,
  started_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (workspace, id)
);

-- Each entry holds the hash of the one before; `audit_heads` is the row that appending locks.
CREATE TABLE audit_heads (
  workspace integer PRIMARY KEY,
  seq bigint NOT NULL,
  hash text NOT NULL
);
CREATE TABLE audit (
  workspace integer NOT NULL,
  seq bigint NOT NULL,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  detail text NOT NULL,
  previous_hash text NOT NULL,
  hash text NOT NULL,
  PRIMARY KEY (workspace, seq)
);
