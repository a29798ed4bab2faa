-- What operators do to a run, and what the watch over key sets finds, are rows too. SQLite cannot widen a CHECK, so the table is made anew
-- without one on `kind`: src/audit/entry.ts has the kinds. Every row stays as it is, hash included.
CREATE TABLE audit_open (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
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
  outcome TEXT CHECK (outcome IN ('applied', 'failed', 'unknown', 'skipped')),
  code TEXT,
  message TEXT,
  http_status INTEGER,
  graph_code TEXT,
  request_id TEXT,
  attempts INTEGER,
  planned_for TEXT,
  not_after TEXT,
  state TEXT,
  total INTEGER,
  counts TEXT,
  chain TEXT,
  seq INTEGER,
  hash TEXT,
  UNIQUE (attempt_id, kind),
  UNIQUE (chain, seq),
  CHECK ((chain IS NULL) = (seq IS NULL) AND (seq IS NULL) = (hash IS NULL))
);

INSERT INTO audit_open SELECT id, kind, at, attempt_id, change_id, run_id, tenant, keyset_id, key_id, status, caller, reason, asked_at, guard,
  verify, outcome, code, message, http_status, graph_code, request_id, attempts, planned_for, not_after, state, total, counts, chain, seq, hash
  FROM audit;

-- Its triggers and indexes go with it.
DROP TABLE audit;

ALTER TABLE audit_open RENAME TO audit;

CREATE INDEX audit_by_tenant ON audit (tenant, id);

CREATE INDEX audit_by_run ON audit (run_id, id) WHERE run_id IS NOT NULL;

-- Who disabled this key?
CREATE INDEX audit_by_key ON audit (tenant, key_id, id) WHERE key_id IS NOT NULL;

CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append only'); END;

-- INSERT OR REPLACE would remove the row that is in its way, and no trigger on DELETE would see it.
CREATE TRIGGER audit_never_replaces BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM audit WHERE attempt_id = NEW.attempt_id AND kind = NEW.kind) OR EXISTS (SELECT 1 FROM audit WHERE chain = NEW.chain AND seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'the audit is append only'); END;

-- The one way out: a checkpoint of the row's own chain that is not before it.
CREATE TRIGGER audit_never_forgets BEFORE DELETE ON audit WHEN NOT EXISTS (SELECT 1 FROM checkpoints WHERE checkpoints.tenant = OLD.tenant AND checkpoints.last_id >= OLD.id) BEGIN SELECT RAISE(ABORT, 'the audit is append only'); END;
