-- Revert hearth_contact:requests

BEGIN;
DROP TABLE duty, agent, consent, notice_attempt, notice, interaction, timeline_row, promise, clock, step, service_request;
DROP SEQUENCE request_number;
COMMIT;
