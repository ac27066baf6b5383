-- Verify hearth_contact:endangering

SELECT 1 / count(*) FROM pg_indexes WHERE indexname = 'service_request_endangers_idx';
