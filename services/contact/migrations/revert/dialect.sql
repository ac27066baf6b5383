-- Revert hearth_contact:dialect

BEGIN;
DROP VIEW service_request_whole;
DROP INDEX service_request_open_key, service_request_owner_idx, service_request_place_idx, step_open_idx, step_parts_idx,
  notice_due_idx;

ALTER TABLE service_request
  DROP CONSTRAINT service_request_state_check,
  DROP CONSTRAINT service_request_hazard_check,
  ALTER COLUMN state TYPE smallint USING array_position(ARRAY['received', 'triaged', 'in_progress', 'waiting', 'resolved',
    'closed', 'withdrawn', 'merged'], state),
  ALTER COLUMN hazard TYPE smallint USING array_position(ARRAY['none', 'property', 'life'], hazard),
  ADD CONSTRAINT service_request_state_check CHECK (state BETWEEN 1 AND 8),
  ADD CONSTRAINT service_request_hazard_check CHECK (hazard BETWEEN 1 AND 3),
  ALTER COLUMN endangers DROP NOT NULL,
  ALTER COLUMN held_back DROP NOT NULL;
ALTER TABLE step
  DROP CONSTRAINT step_state_check,
  ALTER COLUMN state TYPE smallint USING array_position(ARRAY['started', 'done', 'failed', 'waived', 'cancelled'], state),
  ADD CONSTRAINT step_state_check CHECK (state BETWEEN 1 AND 5);
ALTER TABLE clock
  DROP CONSTRAINT clock_state_check,
  ALTER COLUMN state TYPE smallint USING array_position(ARRAY['idle', 'running', 'paused', 'met', 'breached', 'void'], state),
  ADD CONSTRAINT clock_state_check CHECK (state BETWEEN 1 AND 6);
ALTER TABLE promise
  DROP CONSTRAINT promise_state_check,
  ALTER COLUMN state TYPE smallint USING array_position(ARRAY['made', 'kept', 'broken', 'renewed', 'withdrawn'], state),
  ADD CONSTRAINT promise_state_check CHECK (state BETWEEN 1 AND 5);
ALTER TABLE notice
  DROP COLUMN channel,
  DROP CONSTRAINT notice_state_check,
  ALTER COLUMN state TYPE smallint USING array_position(ARRAY['planned', 'sending', 'sent', 'delivered', 'failed',
    'suppressed'], state),
  ADD CONSTRAINT notice_state_check CHECK (state BETWEEN 1 AND 6);
ALTER TABLE notice_attempt
  DROP CONSTRAINT notice_attempt_state_check,
  ALTER COLUMN state TYPE smallint USING array_position(ARRAY['started', 'accepted', 'delivered', 'failed'], state),
  ADD CONSTRAINT notice_attempt_state_check CHECK (state BETWEEN 1 AND 4);

SELECT format('ALTER TABLE %I RENAME COLUMN %I TO %I', name, after, before)
FROM (VALUES
  ('service_request', 'request_id', 'uid'), ('service_request', 'premise_id', 'premise'),
  ('service_request', 'party_id', 'party'), ('service_request', 'service_point_id', 'service_point'),
  ('service_request', 'node_id', 'node'), ('service_request', 'incident_id', 'incident'),
  ('service_request', 'parent_id', 'parent'), ('service_request', 'merged_into_id', 'merged_into'),
  ('service_request', 'follows_id', 'follows'), ('service_request', 'owner_until_at', 'owner_until'),
  ('step', 'request_id', 'request'), ('step', 'position', 'place'), ('clock', 'request_id', 'request'),
  ('clock', 'position', 'place'), ('promise', 'promise_id', 'uid'), ('promise', 'request_id', 'request'),
  ('promise', 'position', 'place'), ('promise', 'renews_id', 'renews'), ('promise', 'renewed_by_id', 'renewed_by'),
  ('promise', 'first_id', 'first'), ('timeline_row', 'request_id', 'request'), ('report_number', 'request_id', 'request'), ('interaction', 'interaction_id', 'uid'),
  ('interaction', 'request_id', 'request'), ('interaction', 'party_id', 'party'), ('notice', 'notice_id', 'uid'),
  ('notice', 'request_id', 'request'), ('notice', 'party_id', 'party'), ('notice_attempt', 'attempt_id', 'uid'),
  ('notice_attempt', 'notice_id', 'notice'), ('notice_attempt', 'position', 'place'), ('consent', 'consent_id', 'uid'),
  ('consent', 'interaction_id', 'interaction'), ('consent', 'said_at', 'at'), ('duty', 'position', 'place'),
  ('party', 'party_id', 'uid'), ('party_contact', 'party_id', 'party'), ('contact_point', 'party_id', 'party'),
  ('contact_point', 'position', 'place'), ('premise', 'premise_id', 'uid'), ('service_point', 'service_point_id', 'uid'),
  ('service_point', 'premise_id', 'premise'), ('service_point', 'node_id', 'node'), ('agreement', 'agreement_id', 'uid'),
  ('agreement', 'party_id', 'party'), ('agreement', 'service_point_id', 'service_point'), ('network_node', 'node_id', 'uid'),
  ('network_node', 'parent_id', 'parent'), ('work_order', 'work_order_id', 'uid'), ('work_order', 'request_id', 'request'),
  ('work_order', 'parent_id', 'parent'), ('incident', 'incident_id', 'uid'), ('incident_node', 'node_id', 'node'),
  ('incident_node', 'incident_id', 'incident')) AS t (name, after, before)
\gexec

ALTER TABLE promise RENAME CONSTRAINT promise_request_position_key TO promise_request_place_key;
ALTER TABLE notice_attempt RENAME CONSTRAINT notice_attempt_position_key TO notice_attempt_place_key;

CREATE UNIQUE INDEX service_request_open_key ON service_request (tenant_id, class, key_text)
  WHERE key_text IS NOT NULL AND state <= 4;
CREATE INDEX service_request_owner_idx ON service_request (tenant_id, owner_role, owner_agent, uid) WHERE state <= 5;
CREATE INDEX service_request_place_idx ON service_request (tenant_id, class, latitude)
  WHERE key_text IS NULL AND state <= 4 AND latitude IS NOT NULL;
CREATE INDEX step_open_idx ON step (tenant_id, started_at) WHERE state = 1 AND owner = 'dispatch';
CREATE INDEX step_parts_idx ON step (tenant_id, request) WHERE state = 1 AND owner = 'parts';
CREATE INDEX notice_due_idx ON notice (tenant_id, send_after_at) WHERE state IN (1, 2);
COMMIT;
