-- Verify hearth_contact:parts

SELECT endangers, held_back FROM service_request WHERE false;
SELECT 1 / count(*) FROM pg_indexes WHERE indexname = 'service_request_held_back_idx';
SELECT 1 / count(*) FROM pg_indexes WHERE indexname = 'step_parts_idx';
