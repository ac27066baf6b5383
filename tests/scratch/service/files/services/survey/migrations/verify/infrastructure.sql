SELECT event_id, tenant_id, topic, key, version, type, request_id, actor, payload, recorded_at FROM history WHERE false;
SELECT seq, event_id, payload, sent_at FROM outbox WHERE false;
SELECT consumer, topic, key, version FROM inbox WHERE false;
SELECT id, state FROM dead_letter WHERE false;
SELECT consumer, key FROM parked WHERE false;
SELECT request_id, answer FROM command WHERE false;
