SELECT 1 / count(*) FROM pg_description
WHERE objoid = 'public.network_node'::regclass AND objsubid = 0 AND description = 'copy of registry.network_node';
