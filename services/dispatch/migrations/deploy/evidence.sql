BEGIN;
SET LOCAL lock_timeout = '5s';

-- What the class asks a crew to show, as contact gave it out with the work, and all that crews showed.
ALTER TABLE work_order
  ADD COLUMN evidence_rules jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN readings       jsonb NOT NULL DEFAULT '[]';
COMMIT;
