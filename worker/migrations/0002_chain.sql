-- Every change of state is a row, and the rows of a tenant are a chain of hashes. SQLite cannot widen a CHECK, so the table is made anew; rows
-- that 0.1.0 wrote are kept, outside of the chain. What 0.1.0 writes until it is replaced fits as well.
CREATE TABLE audit_chained (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (
    kind IN ('run-created', 'planned', 'run-started', 'run-late', 'run-stopped', 'run-ended', 'asked', 'outcome', 'not-made')
  ),
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
  -- The directory's GUID, the place in its chain, and the hash of this row and the one before.
  chain TEXT,
  seq INTEGER,
  hash TEXT,
  UNIQUE (attempt_id, kind),
  UNIQUE (chain, seq),
  CHECK ((chain IS NULL) = (seq IS NULL) AND (seq IS NULL) = (hash IS NULL))
);

INSERT INTO audit_chained (id, kind, at, attempt_id, change_id, run_id, tenant, keyset_id, key_id, status, caller, reason, asked_at, guard,
  verify, outcome, code, message, http_status, graph_code, request_id, attempts)
  SELECT id, kind, at, attempt_id, change_id, run_id, tenant, keyset_id, key_id, status, caller, reason, asked_at, guard,
  verify, outcome, code, message, http_status, graph_code, request_id, attempts FROM audit;

-- Its triggers and indexes go with it.
DROP TABLE audit;

ALTER TABLE audit_chained RENAME TO audit;

CREATE INDEX audit_by_tenant ON audit (tenant, id);

CREATE INDEX audit_by_run ON audit (run_id, id) WHERE run_id IS NOT NULL;

-- A checkpoint says that a chain's rows up to `seq` are in the archive. It is signed: verification begins there.
CREATE TABLE checkpoints (
  chain TEXT NOT NULL,
  tenant TEXT NOT NULL,
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL,
  last_id INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  at TEXT NOT NULL,
  archive TEXT NOT NULL,
  archive_sha256 TEXT NOT NULL,
  signature TEXT NOT NULL,
  PRIMARY KEY (chain, last_id)
);

CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append only'); END;

-- INSERT OR REPLACE would remove the row that is in its way, and no trigger on DELETE would see it.
CREATE TRIGGER audit_never_replaces BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM audit WHERE attempt_id = NEW.attempt_id AND kind = NEW.kind) OR EXISTS (SELECT 1 FROM audit WHERE chain = NEW.chain AND seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'the audit is append only'); END;

-- The one way out: a checkpoint of the row's own chain that is not before it.
CREATE TRIGGER audit_never_forgets BEFORE DELETE ON audit WHEN NOT EXISTS (SELECT 1 FROM checkpoints WHERE checkpoints.tenant = OLD.tenant AND checkpoints.last_id >= OLD.id) BEGIN SELECT RAISE(ABORT, 'the audit is append only'); END;

CREATE TRIGGER checkpoints_never_change BEFORE UPDATE ON checkpoints BEGIN SELECT RAISE(ABORT, 'checkpoints are append only'); END;

CREATE TRIGGER checkpoints_never_replace BEFORE INSERT ON checkpoints WHEN EXISTS (SELECT 1 FROM checkpoints WHERE chain = NEW.chain AND last_id >= NEW.last_id) BEGIN SELECT RAISE(ABORT, 'checkpoints are append only'); END;

CREATE TRIGGER checkpoints_never_go BEFORE DELETE ON checkpoints BEGIN SELECT RAISE(ABORT, 'checkpoints are append only'); END;
