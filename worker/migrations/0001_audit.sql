-- The audit: one row when something is asked for, before anything is sent, and a second one with what came of it. Nothing is ever
-- changed or removed. A row `asked` without its `outcome` says that a request may have been sent and nobody knows how it ended.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('asked', 'outcome', 'run-created', 'run-stopped')),
  at TEXT NOT NULL,
  attempt_id TEXT NOT NULL,
  change_id TEXT,
  run_id TEXT,
  tenant TEXT NOT NULL,
  keyset_id TEXT,
  key_id TEXT,
  status TEXT,
  caller TEXT NOT NULL,
  reason TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  guard INTEGER,
  verify INTEGER,
  outcome TEXT CHECK (outcome IN ('applied', 'failed', 'unknown')),
  code TEXT,
  message TEXT,
  http_status INTEGER,
  graph_code TEXT,
  request_id TEXT,
  attempts INTEGER,
  UNIQUE (attempt_id, kind)
);

CREATE INDEX audit_by_tenant ON audit (tenant, id);

CREATE INDEX audit_by_run ON audit (run_id, id) WHERE run_id IS NOT NULL;

CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append only'); END;

CREATE TRIGGER audit_never_forgets BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append only'); END;
