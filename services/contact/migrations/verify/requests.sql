-- Verify hearth_contact:requests

SELECT tenant_id, uid, key_text, next_tick_at FROM service_request WHERE false;
SELECT tenant_id, request, version FROM timeline_row WHERE false;
SELECT tenant_id, recipient, template, cause FROM notice WHERE false;
SELECT 1 / count(*) FROM pg_indexes WHERE indexname = 'service_request_open_key';
