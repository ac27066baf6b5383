-- Verify hearth_contact:infrastructure

SELECT tenant_id, name FROM tenant WHERE false;
SELECT seq, event_id, version FROM outbox WHERE false;
