-- Verify hearth_contact:owners

SELECT 1 / count(*) FROM pg_description
WHERE objoid = 'public.agreement'::regclass AND objsubid = 0 AND description = 'copy of registry.agreement';
