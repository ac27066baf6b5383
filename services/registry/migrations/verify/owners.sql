SELECT 1 / count(*) FROM pg_description
WHERE objoid = 'public.contact_point'::regclass AND objsubid = 0 AND description = 'part of contact_list';
