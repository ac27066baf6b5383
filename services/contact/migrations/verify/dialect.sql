-- Verify hearth_contact:dialect

SELECT request_id, steps, clocks, promises, owner_until_at FROM service_request_whole WHERE state = 'received' AND hazard = 'life';
SELECT notice_id, channel FROM notice WHERE state = 'planned' AND false;
SELECT 1 / count(*) FROM pg_indexes WHERE indexname = 'service_request_open_key' AND indexdef LIKE '%received%';
SELECT 1 / (CASE count(*) WHEN 0 THEN 1 ELSE 0 END) FROM information_schema.columns
WHERE table_schema = 'public' AND column_name = 'uid';
