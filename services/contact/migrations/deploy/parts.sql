-- Deploy hearth_contact:parts
-- A report of several classes: a parent and a part for each, the hazard first. Absent means false.

BEGIN;
SET LOCAL lock_timeout = '2s';

ALTER TABLE service_request
  ADD COLUMN endangers boolean,  -- others of its parent are not sent anywhere while it does
  ADD COLUMN held_back boolean;  -- a hazard of its parent comes first
CREATE INDEX service_request_parent_idx ON service_request (tenant_id, parent) WHERE parent IS NOT NULL;
CREATE INDEX service_request_held_back_idx ON service_request (tenant_id, uid) WHERE held_back;
CREATE INDEX step_parts_idx ON step (tenant_id, request) WHERE state = 1 AND owner = 'parts';
COMMIT;
