-- Deploy hearth_contact:dialect
-- Columns as every service names them, states as text, the channel of an address beside it. Types are changed in place, not
-- by UPDATE: that one would see no row, since row security binds the owner too.

BEGIN;
SET LOCAL lock_timeout = '2s';

DROP INDEX service_request_open_key, service_request_owner_idx, service_request_place_idx, step_open_idx, step_parts_idx,
  notice_due_idx;

ALTER TABLE service_request
  DROP CONSTRAINT service_request_state_check,
  DROP CONSTRAINT service_request_hazard_check,
  ALTER COLUMN state TYPE text USING (ARRAY['received', 'triaged', 'in_progress', 'waiting', 'resolved', 'closed', 'withdrawn',
    'merged'])[state],
  ALTER COLUMN hazard TYPE text USING (ARRAY['none', 'property', 'life'])[hazard],
  ADD CONSTRAINT service_request_state_check CHECK (state IN
    ('received', 'triaged', 'in_progress', 'waiting', 'resolved', 'closed', 'withdrawn', 'merged')),
  ADD CONSTRAINT service_request_hazard_check CHECK (hazard IN ('none', 'property', 'life')),
  ALTER COLUMN endangers TYPE boolean USING COALESCE(endangers, false),
  ALTER COLUMN endangers SET NOT NULL,
  ALTER COLUMN held_back TYPE boolean USING COALESCE(held_back, false),
  ALTER COLUMN held_back SET NOT NULL;
ALTER TABLE step
  DROP CONSTRAINT step_state_check,
  ALTER COLUMN state TYPE text USING (ARRAY['started', 'done', 'failed', 'waived', 'cancelled'])[state],
  ADD CONSTRAINT step_state_check CHECK (state IN ('started', 'done', 'failed', 'waived', 'cancelled'));
ALTER TABLE clock
  DROP CONSTRAINT clock_state_check,
  ALTER COLUMN state TYPE text USING (ARRAY['idle', 'running', 'paused', 'met', 'breached', 'void'])[state],
  ADD CONSTRAINT clock_state_check CHECK (state IN ('idle', 'running', 'paused', 'met', 'breached', 'void'));
ALTER TABLE promise
  DROP CONSTRAINT promise_state_check,
  ALTER COLUMN state TYPE text USING (ARRAY['made', 'kept', 'broken', 'renewed', 'withdrawn'])[state],
  ADD CONSTRAINT promise_state_check CHECK (state IN ('made', 'kept', 'broken', 'renewed', 'withdrawn'));
ALTER TABLE notice ADD COLUMN channel text NOT NULL DEFAULT '';
ALTER TABLE notice
  DROP CONSTRAINT notice_state_check,
  ALTER COLUMN state TYPE text USING (ARRAY['planned', 'sending', 'sent', 'delivered', 'failed', 'suppressed'])[state],
  ADD CONSTRAINT notice_state_check CHECK (state IN ('planned', 'sending', 'sent', 'delivered', 'failed', 'suppressed')),
  ALTER COLUMN channel TYPE text USING CASE WHEN address = '' THEN '' WHEN address LIKE '%@%' THEN 'email' ELSE 'sms' END,
  ALTER COLUMN channel DROP DEFAULT;
ALTER TABLE notice_attempt
  DROP CONSTRAINT notice_attempt_state_check,
  ALTER COLUMN state TYPE text USING (ARRAY['started', 'accepted', 'delivered', 'failed'])[state],
  ADD CONSTRAINT notice_attempt_state_check CHECK (state IN ('started', 'accepted', 'delivered', 'failed'));

SELECT format('ALTER TABLE %I RENAME COLUMN %I TO %I', name, before, after)
FROM (VALUES
  ('service_request', 'uid', 'request_id'), ('service_request', 'premise', 'premise_id'),
  ('service_request', 'party', 'party_id'), ('service_request', 'service_point', 'service_point_id'),
  ('service_request', 'node', 'node_id'), ('service_request', 'incident', 'incident_id'),
  ('service_request', 'parent', 'parent_id'), ('service_request', 'merged_into', 'merged_into_id'),
  ('service_request', 'follows', 'follows_id'), ('service_request', 'owner_until', 'owner_until_at'),
  ('step', 'request', 'request_id'), ('step', 'place', 'position'),
  ('clock', 'request', 'request_id'), ('clock', 'place', 'position'),
  ('promise', 'uid', 'promise_id'), ('promise', 'request', 'request_id'), ('promise', 'place', 'position'),
  ('promise', 'renews', 'renews_id'), ('promise', 'renewed_by', 'renewed_by_id'), ('promise', 'first', 'first_id'),
  ('timeline_row', 'request', 'request_id'), ('report_number', 'request', 'request_id'),
  ('interaction', 'uid', 'interaction_id'), ('interaction', 'request', 'request_id'), ('interaction', 'party', 'party_id'),
  ('notice', 'uid', 'notice_id'), ('notice', 'request', 'request_id'), ('notice', 'party', 'party_id'),
  ('notice_attempt', 'uid', 'attempt_id'), ('notice_attempt', 'notice', 'notice_id'), ('notice_attempt', 'place', 'position'),
  ('consent', 'uid', 'consent_id'), ('consent', 'interaction', 'interaction_id'), ('consent', 'at', 'said_at'),
  ('duty', 'place', 'position'),
  ('party', 'uid', 'party_id'), ('party_contact', 'party', 'party_id'),
  ('contact_point', 'party', 'party_id'), ('contact_point', 'place', 'position'),
  ('premise', 'uid', 'premise_id'),
  ('service_point', 'uid', 'service_point_id'), ('service_point', 'premise', 'premise_id'), ('service_point', 'node', 'node_id'),
  ('agreement', 'uid', 'agreement_id'), ('agreement', 'party', 'party_id'),
  ('agreement', 'service_point', 'service_point_id'),
  ('network_node', 'uid', 'node_id'), ('network_node', 'parent', 'parent_id'),
  ('work_order', 'uid', 'work_order_id'), ('work_order', 'request', 'request_id'), ('work_order', 'parent', 'parent_id'),
  ('incident', 'uid', 'incident_id'),
  ('incident_node', 'node', 'node_id'), ('incident_node', 'incident', 'incident_id')) AS t (name, before, after)
\gexec

ALTER TABLE promise RENAME CONSTRAINT promise_request_place_key TO promise_request_position_key;
ALTER TABLE notice_attempt RENAME CONSTRAINT notice_attempt_place_key TO notice_attempt_position_key;

-- One open request per natural key, whatever comes in at the same moment.
CREATE UNIQUE INDEX service_request_open_key ON service_request (tenant_id, class, key_text)
  WHERE key_text IS NOT NULL AND state IN ('received', 'triaged', 'in_progress', 'waiting');
CREATE INDEX service_request_owner_idx ON service_request (tenant_id, owner_role, owner_agent, request_id)
  WHERE state NOT IN ('closed', 'withdrawn', 'merged');
-- Open ones at a place, for what is likely the same.
CREATE INDEX service_request_place_idx ON service_request (tenant_id, class, latitude)
  WHERE key_text IS NULL AND state IN ('received', 'triaged', 'in_progress', 'waiting') AND latitude IS NOT NULL;
CREATE INDEX step_open_idx ON step (tenant_id, started_at) WHERE state = 'started' AND owner = 'dispatch';
CREATE INDEX step_parts_idx ON step (tenant_id, request_id) WHERE state = 'started' AND owner = 'parts';
CREATE INDEX notice_due_idx ON notice (tenant_id, send_after_at) WHERE state IN ('planned', 'sending');

-- A request with its parts as JSON. They stand first, so that a column more comes last and CREATE OR REPLACE takes it.
CREATE VIEW service_request_whole WITH (security_invoker = true) AS
SELECT COALESCE((SELECT json_agg(s ORDER BY s.position) FROM step s
                 WHERE s.tenant_id = r.tenant_id AND s.request_id = r.request_id), '[]')::text AS steps,
       COALESCE((SELECT json_agg(c ORDER BY c.position) FROM clock c
                 WHERE c.tenant_id = r.tenant_id AND c.request_id = r.request_id AND c.round = r.round), '[]')::text AS clocks,
       COALESCE((SELECT json_agg(p ORDER BY p.position) FROM promise p
                 WHERE p.tenant_id = r.tenant_id AND p.request_id = r.request_id), '[]')::text AS promises,
       r.*
FROM service_request r;
GRANT SELECT ON service_request_whole TO :"app_role", :"checker_role";
COMMIT;
